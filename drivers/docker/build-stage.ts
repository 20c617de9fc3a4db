import type { Connection } from '../../src/contract/connection.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { builderLabels, createBuilder, madeByMounting, saveBuilder, type StageBuild } from './builder-container.ts';
import type { DockerConfig } from './config.ts';
import { dockerConnection } from './docker-connection.ts';
import type { Engine } from './engine.ts';
import { REMOVE_MOUNT_POINTS, FINISH_UPDATES } from './guest-scripts.ts';
import { builderName } from './labels.ts';
import { removeContainer } from './remove-container.ts';
import { runPrepareStep } from '../../src/connect/guest/run-prepare-step.ts';
import { explainMount } from './explain-mount.ts';
import { prepareMounts } from './prepare-mounts.ts';
import { requireSamePaths } from './same-paths.ts';
import { emptyFolder, listOverlaid, snapshotMounts } from './snapshot-mounts.ts';

const CLEAN_UP_MS = 30_000;

/** Runs a stage's steps in a container of the parent image, saves it, and always removes it. Gives the image's id. */
export async function buildStage(engine: Engine, build: StageBuild, context: DriverContext): Promise<string> {
  const name = builderName(context, build.key);
  await removeContainer(engine, name, context.signal);
  try {
    return await runBuild(engine, build, name, context);
  } finally {
    // By name: when the engine's answer never came, there is no id. The run's signal may be aborted by now.
    await removeContainer(engine, name, AbortSignal.timeout(CLEAN_UP_MS));
  }
}

async function runBuild(engine: Engine, build: StageBuild, name: string, context: DriverContext): Promise<string> {
  const { plan, config, stage, isLast } = build;
  const labels = builderLabels(build, context);
  const options = { labels, empty: await emptyFolder(context) };
  await requireSamePaths(engine, listOverlaid(plan.snapshot, options.empty));
  await using own = await prepareMounts(engine, build, options, context);
  await createBuilder(
    engine,
    build,
    { name, labels, mounts: [...snapshotMounts(plan.snapshot, options), ...own.mounts], ...(await engine.info()) },
    context,
  );
  try {
    await engine.ask(`start the builder '${name}'`, (docker) => docker.getContainer(name).start(), context.signal);
  } catch (error) {
    throw explainMount(error, engine, plan);
  }
  const stubs = await madeByMounting(engine, name, Object.values(plan.prepare.mounts));
  await using connection = dockerConnection(engine, name, name);
  for (const [index, step] of stage.steps.entries()) {
    context.progress(step.name, index, stage.steps.length);
    await runPrepareStep(connection, step, plan, context);
  }
  if (isLast && config.systemd) {
    await requireInit(connection, config, context);
    await connection.exec(['/bin/sh', '-c', FINISH_UPDATES], { user: '0', signal: context.signal });
  }
  if (stubs.length > 0) {
    await connection.exec(['/bin/sh', '-c', REMOVE_MOUNT_POINTS, 'sh', ...stubs], {
      user: '0',
      signal: context.signal,
    });
  }
  context.progress(`saving the image (${stage.name})`, stage.steps.length, stage.steps.length);
  return await saveBuilder(engine, build, name, context);
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
