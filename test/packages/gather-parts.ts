import { mkdir, readFile, rename } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../root.ts';
import { run } from '../testbed/host/command.ts';
import { listModules } from './list-modules.ts';
import { packSaltern } from './pack-saltern.ts';
import { readPackageFacts } from './package-facts.ts';

/** What packages for people are made of, each a gzipped tar. */
export interface Parts {
  /** As npm publishes it, below `package/`. */
  readonly saltern: string;
  /** Node for this machine's processor as npm has it, below `package/`. */
  readonly node: string;
  /** `node_modules/` of what saltern is not bundled with. */
  readonly modules: string;
}

/** Node comes from npm's cache or registry; nothing else is fetched. Throws `TestbedError`. */
export async function gatherParts(folder: string): Promise<Parts> {
  const { version, node } = readPackageFacts();
  const packed = join(folder, 'packed');
  await mkdir(packed, { recursive: true });
  const saltern = join(folder, `saltern-${version}.tgz`);
  await rename(await packSaltern(packed), saltern);
  const modules = join(folder, `saltern-${version}-modules.tgz`);
  const folders = listModules(JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')));
  await run(['tar', '-C', ROOT, ...UNWANTED, ...NOBODYS, '-czf', modules, ...folders]);
  const hint = 'Is the npm registry reachable?';
  const name = `node-linux-${arch()}@${node}`;
  await run(['npm', 'pack', '--silent', '--prefer-offline', '--pack-destination', folder, name], { hint });
  return { saltern, modules, node: join(folder, `node-linux-${arch()}-${node}.tgz`) };
}

/** `build` is what npm compiled for this machine. */
const UNWANTED = ['build', 'test', 'examples', '.github'].map((name) => `--exclude=node_modules/*/${name}`);
const NOBODYS = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
