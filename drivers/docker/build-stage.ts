import { posix } from 'node:path';
import { z } from 'zod';
import type { DriverContext, Prepared, PrepareStage, PrepareStep } from '../../src/contract/driver.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { InstancePlan } from '../../src/contract/model.ts';
import type { Connection } from '../../src/contract/connection.ts';
import { packTar, type TarEntry } from '../../src/connect/pack-tar.ts';
import { splitLines } from '../../src/connect/split-lines.ts';
import type { DockerConfig } from './config.ts';
import { dockerConnection } from './docker-connection.ts';
import type { Engine } from './engine.ts';
import { REMOVE_MOUNT_POINTS, SETTLE_UPDATES, WAIT_FOREVER } from './guest-scripts.ts';
import { builderName, LABEL, ownLabels } from './labels.ts';
import { preparedTag } from './prepare-image.ts';
import { removeContainer } from './remove-containers.ts';
import { SYSTEMD_SECURITY } from './container-options.ts';
import { snapshotMounts, type BindMount } from './snapshot-mounts.ts';

export interface StageBuild {
  readonly plan: InstancePlan;
  readonly config: DockerConfig;
  readonly stage: PrepareStage;
  readonly key: string;
  /** Id of the image to build on. */
  readonly parent: string;
  readonly base: Prepared['image'];
  /** The image is what instances start from: its init has to be there. */
  readonly isLast: boolean;
}

const CLEAN_UP_MS = 30_000;
const TOLD_LINES = 20;

/** Runs a stage's steps in a container of the parent image and saves it. Gives the image's id. The container never outlives it. */
export async function buildStage(engine: Engine, build: StageBuild, context: DriverContext): Promise<string> {
  const name = builderName(context, build.key);
  await removeContainer(engine, name, context.signal);
  try {
    return await runBuild(engine, build, name, context);
  } finally {
    // By name: when the engine's answer never came there is no id. The run's signal may be aborted by now.
    await removeContainer(engine, name, AbortSignal.timeout(CLEAN_UP_MS));
  }
}

async function runBuild(engine: Engine, build: StageBuild, name: string, context: DriverContext): Promise<string> {
  const { plan, config, stage, isLast } = build;
  const ownMounts = Object.entries(plan.prepare.mounts).map(([Source, Target]): BindMount => ({
    Type: 'bind',
    Source,
    Target,
    ReadOnly: true,
  }));
  await createBuilder(engine, build, name, [...snapshotMounts(plan.snapshot), ...ownMounts], context);
  await engine.ask(`start the builder '${name}'`, (docker) => docker.getContainer(name).start(), context.signal);
  const stubs = await madeByMounting(
    engine,
    name,
    ownMounts.map((mount) => mount.Target),
  );
  await using connection = dockerConnection(engine, name, name);
  for (const [index, step] of stage.steps.entries()) {
    context.progress(step.name, index, stage.steps.length);
    await putFiles(connection, step, context);
    if (step.script.trim() !== '') await runScript(connection, step, plan, context);
  }
  if (isLast && config.systemd) {
    await requireInit(connection, config, context);
    await connection.exec(['/bin/sh', '-c', SETTLE_UPDATES], { user: '0', signal: context.signal });
  }
  if (stubs.length > 0) {
    await connection.exec(['/bin/sh', '-c', REMOVE_MOUNT_POINTS, 'sh', ...stubs], {
      user: '0',
      signal: context.signal,
    });
  }
  context.progress(`saving the image (${stage.name})`, stage.steps.length, stage.steps.length);
  return await commit(engine, build, name, context);
}

async function createBuilder(
  engine: Engine,
  { plan, config, key, parent }: StageBuild,
  name: string,
  mounts: readonly BindMount[],
  context: DriverContext,
): Promise<void> {
  context.signal.throwIfAborted();
  await engine.ask(`make the builder '${name}'`, (docker) =>
    docker.createContainer({
      name,
      Image: parent,
      // As command, not as entry point: saving an image cannot empty the latter again.
      Entrypoint: [],
      Cmd: ['/bin/sh', '-c', WAIT_FOREVER],
      OpenStdin: true,
      User: '0',
      WorkingDir: '/',
      Labels: { ...ownLabels(context, plan.name, 'builder'), [LABEL.prepared]: key },
      ...(config.platform === undefined ? {} : { platform: config.platform }),
      HostConfig: {
        Mounts: [...mounts],
        Privileged: config.privileged,
        // Of the same kind as the instances, so that what installs here behaves as it would there.
        CapAdd: [...new Set(['SYS_ADMIN', ...config['cap-add']])],
        SecurityOpt: config['security-opt'] ?? SYSTEMD_SECURITY,
        ExtraHosts: Object.entries(config.hosts).map(([host, address]) => `${host}:${address}`),
        Dns: config.dns,
      },
    }),
  );
}

/** Of these mount points those that the image does not have itself: the engine made them, with their folders. Deepest first. */
async function madeByMounting(engine: Engine, container: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const changes: unknown = await engine.ask('look at the mount points', (docker) =>
    docker.getContainer(container).changes(),
  );
  const added = changeList.parse(changes).filter(({ Kind }) => Kind === ADDED);
  const above = new Set(paths.flatMap((path) => [path, ...parentsOf(path)]));
  return added
    .map(({ Path }) => Path)
    .filter((path) => above.has(path))
    .sort((one, other) => other.length - one.length);
}

const ADDED = 1;
const changeList = z
  .array(z.object({ Path: z.string(), Kind: z.number() }))
  .nullable()
  .transform((list) => list ?? []);

function parentsOf(path: string): readonly string[] {
  const parent = posix.dirname(path);
  return parent === path || parent === '/' ? [] : [parent, ...parentsOf(parent)];
}

async function putFiles(connection: Connection, step: PrepareStep, { signal }: DriverContext): Promise<void> {
  const entries: TarEntry[] = [
    ...Object.entries(step.files).map(([source, path]): TarEntry => ({
      kind: 'host-file',
      source,
      path: relative(path),
    })),
    ...Object.entries(step.texts).map(([path, content]): TarEntry => ({ kind: 'file', content, path: relative(path) })),
  ];
  if (entries.length > 0) await connection.put(packTar(entries), '/', { signal });
}

function relative(path: string): string {
  return posix.relative('/', path);
}

async function runScript(
  connection: Connection,
  step: PrepareStep,
  plan: InstancePlan,
  context: DriverContext,
): Promise<void> {
  const told: string[] = [];
  const lines = (stream: 'stdout' | 'stderr') =>
    splitLines((line) => {
      told.push(line);
      if (told.length > TOLD_LINES) told.shift();
      context.output(`${line}\n`, stream);
    });
  const [stdout, stderr] = [lines('stdout'), lines('stderr')];
  const result = await connection.exec(['/bin/sh', '-eu', '-c', step.script], {
    signal: context.signal,
    user: '0',
    environment: plan.prepare.environment,
    onStdout: stdout.push,
    onStderr: stderr.push,
  });
  stdout.end();
  stderr.end();
  if (result.code === 0) return;
  if (/no space left on device/i.test(result.stderr)) {
    throw new SalternError(
      'NO_SPACE',
      `There is no disk space left for the step '${step.name}' of the image for '${plan.platform}'`,
      {
        hint: 'Free some with `docker system prune`.',
        details: told,
      },
    );
  }
  throw new SalternError(
    'PREPARE_FAILED',
    `The step '${step.name}' of the image for '${plan.platform}' ended with ${result.code}`,
    {
      hint: `Its whole output is in \`saltern logs ${plan.name}\`.`,
      details: told,
    },
  );
}

async function requireInit(
  connection: Connection,
  { init, image }: DockerConfig,
  context: DriverContext,
): Promise<void> {
  const path = [init ?? '/sbin/init'].flat()[0] ?? '';
  const result = await connection.exec(['/bin/sh', '-c', 'test -x "$1"', 'sh', path], { signal: context.signal });
  if (result.code === 0) return;
  throw new SalternError(
    'PREPARE_FAILED',
    `The image '${image}' has no '${path}', and preparing it did not bring one`,
    {
      hint: "Add 'systemd' to 'prepare: commands', name its init with 'docker: { init: … }', or use 'docker: { systemd: false }'.",
    },
  );
}

async function commit(engine: Engine, build: StageBuild, name: string, { signal }: DriverContext): Promise<string> {
  const { key, parent, base } = build;
  const [repo, tag] = preparedTag(key).split(':');
  const labels = {
    [LABEL.prepared]: key,
    [LABEL.parent]: parent,
    [LABEL.base]: `${base.reference} ${base.digest}`,
    // The builder's own, which commit copies: an image belongs to no project, and a sweep must not find it.
    [LABEL.project]: '',
    [LABEL.instance]: '',
    [LABEL.run]: '',
    [LABEL.role]: '',
  };
  const changes = Object.entries(labels).map(([label, value]) => `LABEL ${label}=${JSON.stringify(value)}`);
  const answer: unknown = await engine.ask(
    `save the image for '${build.plan.platform}'`,
    (docker) =>
      docker.getContainer(name).commit({ repo, tag, changes: [...changes, 'CMD ["/sbin/init"]'] }),
    signal,
  );
  if (typeof answer === 'object' && answer !== null && 'Id' in answer && typeof answer.Id === 'string')
    return answer.Id;
  throw new SalternError('ENGINE_FAILED', 'Docker saved an image and did not say which', { isTransient: true });
}
