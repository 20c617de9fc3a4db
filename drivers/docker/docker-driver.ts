import type { Driver } from '../../src/contract/driver.ts';
import { shareWork } from '../../src/base/wait/share-work.ts';
import { dockerConfigSchema, type DockerConfig } from './config.ts';
import { createInstance } from './create-instance.ts';
import { dockerConnection } from './docker-connection.ts';
import { doctor } from './doctor.ts';
import { openEngine, type Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { dockerHandleSchema, type DockerHandle } from './handle.ts';
import { blameInotify, measureInotify } from './inotify.ts';
import { parseSize } from '../../src/base/text/parse-bytes.ts';
import { prepareImage, type SharedPreparation } from './prepare-image.ts';
import { loadPrepared, savePrepared } from './carry-prepared.ts';
import { forgetPrepared, listPrepared } from './prepared-images.ts';
import { removeVolumes } from './own-volumes.ts';
import { rebootContainer } from './reboot-container.ts';
import { removeContainer } from './remove-container.ts';
import { findContainers } from './find-containers.ts';
import { projectNetworks } from './project-networks.ts';
import { SNAPSHOT_ROOT } from './snapshot-mounts.ts';
import { sweepProject } from './sweep-project.ts';

/** Share of the memory limit that one instance counts for: a container takes what it uses, and few use half. */
const MEMORY_SHARE = 0.5;

/** Instances as Docker containers. What it holds (an open engine, work under way) is shared by all calls on it. */
export function dockerDriver(): Driver<DockerConfig, DockerHandle> {
  const engines = new Map<string, Promise<Engine>>();
  const networks = projectNetworks();
  const shared: SharedPreparation = { pulls: shareWork(), looks: shareWork(), builds: shareWork() };
  const open = (environment: Readonly<Record<string, string | undefined>>): Promise<Engine> => {
    const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, HOME } = environment;
    const key = JSON.stringify([DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, HOME]);
    const engine = engines.get(key) ?? openEngine(environment);
    engines.set(key, engine);
    engine.catch(() => engines.delete(key));
    return engine;
  };
  return {
    name: 'docker',
    can: { systemd: true, reboot: true, warm: false },
    snapshotUrl: `file://${SNAPSHOT_ROOT}`,
    configSchema: dockerConfigSchema,
    handleSchema: dockerHandleSchema,
    doctor: (context, needs) => doctor(() => open(context.environment), context, needs),
    async wake(context) {
      // What goes wrong is told when an instance asks.
      await open(context.environment)
        .then((engine) => engine.info())
        .catch(() => undefined);
    },
    resources: ({ memory, cpus }) => ({ memoryBytes: parseSize(memory) * MEMORY_SHARE, cores: Math.min(cpus ?? 1, 1) }),
    async prepare(plan, config, stages, context) {
      const engine = await open(context.environment);
      // Asked for meanwhile, because `create` needs it.
      engine.info().catch(() => undefined);
      return await prepareImage(engine, shared, { plan, config, stages }, context);
    },
    async create(plan, config, prepared, context) {
      return await createInstance(await open(context.environment), networks, { plan, config, prepared }, context);
    },
    async connect(handle, context) {
      return dockerConnection(await open(context.environment), handle.container, handle.name);
    },
    async status(handle, context) {
      const engine = await open(context.environment);
      try {
        const { State } = await engine.ask(
          `look at '${handle.name}'`,
          (docker) => docker.getContainer(handle.container).inspect(),
          context.signal,
        );
        return State.Running ? 'running' : 'stopped';
      } catch (error) {
        if (statusOf(error) === 404) return 'gone';
        throw error;
      }
    },
    async destroy(handle, context) {
      const engine = await open(context.environment);
      const { signal, project } = context;
      await removeContainer(engine, handle.container, signal);
      const filter = { projectId: project.id, instance: handle.instance, role: 'instance' } as const;
      for (const { id } of await findContainers(engine, filter, signal)) await removeContainer(engine, id, signal);
      await removeVolumes(engine, filter, signal);
    },
    async reboot(handle, context) {
      return await rebootContainer(await open(context.environment), handle, context);
    },
    async machineTrouble(said, context) {
      const { endpoint } = await open(context.environment);
      return endpoint.kind === 'socket' ? blameInotify(said, await measureInotify()) : undefined;
    },
    async sweep(filter, context) {
      return await sweepProject(await open(context.environment), networks, filter, context);
    },
    cache: {
      list: async (context) => await listPrepared(await open(context.environment), context),
      forget: async (ids, context) => await forgetPrepared(await open(context.environment), ids, context),
      carry: {
        save: async (ids, file, context) => await savePrepared(await open(context.environment), ids, file, context),
        load: async (file, context) => await loadPrepared(await open(context.environment), file, context),
      },
    },
  };
}
