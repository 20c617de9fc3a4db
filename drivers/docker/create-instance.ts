import type { Prepared } from '../../src/contract/prepare.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { awaitBoot, hasNoInit, type Booting } from './await-boot.ts';
import type { DockerConfig } from './config.ts';
import { containerOptions } from './container-options.ts';
import type { Engine } from './engine.ts';
import { isInitMissing, statusOf } from './explain-engine-error.ts';
import { explainMount } from './explain-mount.ts';
import type { DockerHandle } from './handle.ts';
import { containerName, ownLabels } from './labels.ts';
import { removeContainer } from './remove-container.ts';
import { requireSamePaths } from './same-paths.ts';
import { emptyFolder, listOverlaid } from './snapshot-mounts.ts';
import { removeVolumes } from './own-volumes.ts';
import { findContainers } from './find-containers.ts';
import type { ProjectNetworks } from './project-networks.ts';

export interface NewInstance {
  readonly plan: InstancePlan;
  readonly config: DockerConfig;
  readonly prepared: Prepared;
}

/** How long tidying up after an aborted create may take. */
const CLEAN_UP_MS = 30_000;
/** Share of the phase's time to boot in; the rest is for finding out why it did not start. */
const BOOT_SHARE = 0.9;

/**
 * Makes a container and waits for its services. Whatever happens, at whatever moment, no container is left that the
 * caller does not know of: it has its labels from its creation, and is found by them even when the engine's answer
 * never came.
 */
export async function createInstance(
  engine: Engine,
  networks: ProjectNetworks,
  instance: NewInstance,
  context: DriverContext,
): Promise<DockerHandle> {
  const { plan } = instance;
  await removeLeftovers(engine, plan.name, context);
  try {
    return await make(engine, networks, instance, context);
  } catch (error) {
    await cleanUp(engine, plan.name, context).catch((trouble: unknown) => {
      context.output(`could not tidy up after '${plan.name}': ${String(trouble)}\n`, 'stderr');
    });
    context.signal.throwIfAborted();
    throw error;
  }
}

async function make(
  engine: Engine,
  networks: ProjectNetworks,
  instance: NewInstance,
  context: DriverContext,
): Promise<DockerHandle> {
  const { plan, config, prepared } = instance;
  const startedAt = performance.now();
  const { container, network } = await startContainer(engine, networks, instance, context);
  const name = containerName(context, plan.name);
  const timeoutMs = Math.max(1000, context.timeoutMs * BOOT_SHARE - (performance.now() - startedAt));
  const handle: DockerHandle = {
    version: 1,
    container,
    name,
    network,
    instance: plan.name,
    run: context.runId,
    image: prepared.reference,
    systemd: config.systemd,
  };
  context.reachable?.(handle);
  if (config.systemd) await boot(engine, instance, { container, name, timeoutMs }, context);
  return handle;
}

/** A network is held no longer than until the container is in it: others choose theirs by who is where. */
async function startContainer(
  engine: Engine,
  networks: ProjectNetworks,
  instance: NewInstance,
  context: DriverContext,
): Promise<{ readonly container: string; readonly network: string | null }> {
  const named = instance.config.network;
  if (named !== undefined) {
    const container = await createContainer(engine, instance, named, context);
    await start(engine, instance, container, context);
    return { container, network: null };
  }
  using held = await networks.hold(engine, context);
  const container = await createContainer(engine, instance, held.name, context);
  await start(engine, instance, container, context);
  return { container, network: held.id };
}

/** Not aborted half-way, see `Engine.make`. */
async function createContainer(
  engine: Engine,
  { plan, config, prepared }: NewInstance,
  network: string,
  context: DriverContext,
): Promise<string> {
  const empty = await emptyFolder(context);
  await requireSamePaths(engine, listOverlaid(plan.snapshot, empty));
  const options = containerOptions({
    plan,
    config,
    image: prepared.reference,
    name: containerName(context, plan.name),
    network,
    labels: ownLabels(context, plan.name, 'instance'),
    empty,
    engine: await engine.info(),
  });
  context.signal.throwIfAborted();
  try {
    const doing = `make the container '${options.name ?? ''}'`;
    const container = await engine.make(doing, (docker) => docker.createContainer(options), context.signal);
    context.signal.throwIfAborted();
    return container.id;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new SalternError('IMAGE_MISSING', `The prepared image '${prepared.reference}' is gone from the engine`, {
      hint: 'Run it again; the image is made anew.',
      cause: error,
    });
  }
}

async function start(
  engine: Engine,
  { plan, config }: NewInstance,
  container: string,
  context: DriverContext,
): Promise<void> {
  try {
    await engine.ask(`start '${plan.name}'`, (docker) => docker.getContainer(container).start(), context.signal);
  } catch (error) {
    throw isInitMissing(error) ? noInit(config, error) : explainMount(error, engine, plan);
  }
}

async function boot(engine: Engine, { config }: NewInstance, booting: Booting, context: DriverContext): Promise<void> {
  try {
    await awaitBoot(engine, booting, context);
  } catch (error) {
    throw (await hasNoInit(engine, booting.container)) ? noInit(config, error) : error;
  }
}

function noInit(config: DockerConfig, cause: unknown): SalternError {
  const init = [config.init ?? '/sbin/init'].flat()[0] ?? '';
  return new SalternError('BOOT_FAILED', `The image '${config.image}' has no '${init}' to start as PID 1`, {
    hint: "Name its init with 'docker: { init: … }', install systemd with 'prepare: commands', or use 'docker: { systemd: false }'.",
    cause,
  });
}

/** Removes what a run that crashed, or the try before this one, has left. */
async function removeLeftovers(engine: Engine, instance: string, context: DriverContext): Promise<void> {
  const filter = { projectId: context.project.id, instance, role: 'instance' } as const;
  for (const { id, name } of await findContainers(engine, filter, context.signal)) {
    context.progress(`removing ${name}, left over from before`);
    await removeContainer(engine, id, context.signal);
  }
}

async function cleanUp(engine: Engine, instance: string, context: DriverContext): Promise<void> {
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  const { project, runId } = context;
  for (const { id } of await findContainers(engine, { projectId: project.id, instance, runId }, signal)) {
    await removeContainer(engine, id, signal);
  }
  await removeVolumes(engine, { projectId: project.id, instance, runId }, signal);
}
