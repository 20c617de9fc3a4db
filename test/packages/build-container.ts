import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../root.ts';
import { run } from '../testbed/host/command.ts';
import type { Parts } from './gather-parts.ts';

export interface ContainerBuild {
  readonly parts: Parts;
  /** Where what goes into the image is laid out; made when missing. */
  readonly folder: string;
  /** Name of the image. */
  readonly tag: string;
  /** Image that it is built on. Default: that of the recipe. */
  readonly base?: string;
}

/** Builds the image. Throws `TestbedError`. */
export async function buildSalternContainer({ parts, folder, tag, base }: ContainerBuild): Promise<void> {
  const tree = join(folder, 'saltern');
  await mkdir(tree, { recursive: true });
  const unpack = (tar: string, ...more: readonly string[]) =>
    run(['tar', '-C', tree, '--no-same-owner', '-xzf', tar, ...more]);
  await unpack(parts.saltern, '--strip-components=1');
  await unpack(parts.modules);
  await unpack(parts.node, '--strip-components=2', 'package/bin/node');
  await copyFile(join(ROOT, 'examples/rpm/saltern.sh'), join(folder, 'saltern.sh'));
  const file = join(ROOT, 'examples/container/Containerfile');
  const onto = base === undefined ? [] : ['--build-arg', `BASE=${base}`];
  await run(['docker', 'build', '--quiet', '--tag', tag, '--file', file, ...onto, folder]);
}
