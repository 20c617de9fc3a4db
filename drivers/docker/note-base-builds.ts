import { withLock } from '../../src/base/lock/with-lock.ts';
import { LIST_BUILDS, parseBuilds } from '../../src/base/rpm/installed-builds.ts';
import { baseBuildsFile, keepBaseBuilds } from '../../src/connect/keep-base-builds.ts';
import { readBaseBuilds } from '../../src/contract/base-builds.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { LocalImage } from './base-image.ts';
import { createBuilder, type StageBuild } from './builder-container.ts';
import { dockerConnection } from './docker-connection.ts';
import type { Engine } from './engine.ts';
import { buildLock, builderName, LABEL, ownLabels } from './labels.ts';
import { removeContainer } from './remove-container.ts';

const CLEAN_UP_MS = 30_000;

/**
 * Notes what is installed in a base image before anything is done to it, once for each image of this machine. Where that
 * cannot be found out the instance is tested all the same: its evidence says that nobody could compare, and the gate why
 * that does not do.
 */
export async function noteBaseBuilds(
  engine: Engine,
  base: LocalImage,
  about: Pick<StageBuild, 'plan' | 'config'>,
  context: DriverContext,
): Promise<string> {
  const file = baseBuildsFile(context, 'docker', base.id);
  if ((await readBaseBuilds(file)) !== undefined) return file;
  const read = () =>
    lookInto(engine, base, about, context).catch((error: unknown) => {
      context.signal.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      context.output(`what the base image '${about.config.image}' holds could not be found out: ${why}\n`, 'stderr');
      return undefined;
    });
  return await withLock(buildLock(context, lookKey(base)), () => keepBaseBuilds(file, read), context);
}

function lookKey({ id }: LocalImage): string {
  return `look-${id.replace('sha256:', '')}`;
}

async function lookInto(
  engine: Engine,
  base: LocalImage,
  { plan, config }: Pick<StageBuild, 'plan' | 'config'>,
  context: DriverContext,
): Promise<readonly string[] | undefined> {
  const { signal } = context;
  const key = lookKey(base);
  const name = builderName(context, key);
  const labels = { ...ownLabels(context, plan.name, 'builder'), [LABEL.prepared]: key };
  const { hasCgroupNamespaces } = await engine.info();
  try {
    const parts = { name, labels, mounts: [], hasCgroupNamespaces };
    await createBuilder(engine, { config, parent: base.id }, parts, context);
    await engine.ask(`start the builder '${name}'`, (docker) => docker.getContainer(name).start(), signal);
    await using connection = dockerConnection(engine, name, name);
    const { code, stdout } = await connection.exec(['/bin/sh', '-c', LIST_BUILDS], { user: '0', signal });
    return code === 0 ? parseBuilds(stdout) : undefined;
  } finally {
    // By name: when the engine's answer never came, there is no id. The run's signal may be aborted by now.
    await removeContainer(engine, name, AbortSignal.timeout(CLEAN_UP_MS));
  }
}
