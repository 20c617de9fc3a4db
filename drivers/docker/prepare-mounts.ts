import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type Docker from 'dockerode';
import type { DriverContext } from '../../src/contract/context.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { Engine } from './engine.ts';
import { requireSamePaths } from './same-paths.ts';
import { overlayMount, type MountOptions } from './snapshot-mounts.ts';

/** Mounts of one build; disposing removes what was made for them. */
export interface PrepareMounts extends AsyncDisposable {
  readonly mounts: readonly Docker.MountSettings[];
}

/**
 * What `prepare: mounts` shows while an image is built. The builder could write to what is only bound read-only, so a
 * folder is an overlay and a file is a copy. Anything else, a socket say, is there to be talked to, and is bound; so is
 * what an engine elsewhere has at that path. `key` is the build's, whose lock is held.
 */
export async function prepareMounts(
  engine: Engine,
  { plan, key }: { readonly plan: InstancePlan; readonly key: string },
  options: MountOptions,
  { cacheDirectory }: Pick<DriverContext, 'cacheDirectory'>,
): Promise<PrepareMounts> {
  const copies = join(cacheDirectory, 'docker', 'mounts', key.slice(0, 32));
  const remove = (): Promise<void> => rm(copies, { recursive: true, force: true });
  // A build that crashed may have left some.
  await remove();
  const mounts: Docker.MountSettings[] = [];
  for (const [index, [source, target]] of Object.entries(plan.prepare.mounts).entries()) {
    const stats = engine.endpoint.kind === 'socket' ? await stat(source).catch(() => undefined) : undefined;
    if (stats?.isDirectory()) await requireSamePaths(engine, [source, options.empty]);
    if (stats?.isFile()) await requireSamePaths(engine, [copies]);
    if (stats?.isDirectory()) mounts.push(overlayMount(source, target, options));
    else if (stats?.isFile()) mounts.push(bind(await copyInto(join(copies, String(index)), source), target));
    else mounts.push(bind(source, target));
  }
  return { mounts, [Symbol.asyncDispose]: remove };
}

async function copyInto(folder: string, source: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, basename(source));
  await copyFile(source, copy);
  return copy;
}

/** As a mount, not as a bind string: it takes a path with a colon, and a source that is missing is refused. */
function bind(Source: string, Target: string): Docker.MountSettings {
  return { Type: 'bind', Source, Target, ReadOnly: true };
}
