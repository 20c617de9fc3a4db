import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { describeMachine } from '../../test/support/describe-machine.ts';
import { makeNight } from '../../test/testbed/make-night.ts';
import { orExit } from '../../test/testbed/host/exit-with.ts';
import { setupTestbed } from '../../test/testbed/setup.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = process.argv[2] ?? join(ROOT, 'examples/canary/out');
const MIRROR = join(OUT, 'mirror');
const IMAGES = join(OUT, 'images');
const REPORTS = join(OUT, 'saltern');
const OVERLAY = join(OUT, 'testbed.yml');

const say = (text: string) => console.log(`\n\u001b[1m${text}\u001b[0m`);

/** Runs the real command line as a person would, and shows what was typed. Gives its exit code. */
function saltern(...argv: readonly string[]): number {
  console.log(`\n$ saltern ${argv.join(' ')}`);
  const project = join(ROOT, 'examples/canary/saltern.yml');
  const all = [join(ROOT, 'src/cli/main.ts'), '--project', project, '--overlay', OVERLAY, ...argv];
  return spawnSync(process.execPath, all, { cwd: ROOT, stdio: 'inherit' }).status ?? 3;
}

const testbed = await orExit(setupTestbed());
const platforms = ['el9'] as const;
await removeTree(MIRROR);
for (const folder of [IMAGES, REPORTS]) rmSync(folder, { recursive: true, force: true });
mkdirSync(MIRROR, { recursive: true });
const { sha256: _, ...machine } = await describeMachine(testbed, 'el9');
writeFileSync(
  OVERLAY,
  stringify({
    platforms: { 'centos-stream-9': { qemu: { ...machine, image: join(IMAGES, 'c9s-nightly-*/disk.qcow2') } } },
    snapshots: { root: MIRROR },
    reports: { directory: REPORTS },
  }),
);

say('Night 1: an image was built (a stand-in made from Debian packages, not CentOS)');
publish('c9s-nightly-20261122-1', (await orExit(testbed.vmImage('el9'))).file);
await makeNight({ testbed, root: MIRROR, night: 0, platforms });
const first = runNight();

say('Night 2: another image was built, and its kernel does not find its root');
publish('c9s-nightly-20261123-1', (await testbed.brokenVmImage('el9', 'panics')).file);
await makeNight({ testbed, root: MIRROR, night: 1, platforms });
const second = runNight();

const kept = readdirSync(join(REPORTS, 'runs'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(png|console\.log)$/.test(file),
);
say(`night 1: ${first === 0 ? 'promote' : 'reject'}, night 2: ${second === 0 ? 'promote' : 'reject'}`);
for (const file of kept) console.log(relative(process.cwd(), join(REPORTS, 'runs', file)));
const isAsPromised =
  first === 0 &&
  second === 1 &&
  kept.some((file) => file.endsWith('.png')) &&
  kept.some((file) => file.endsWith('.log'));
process.exit(isAsPromised ? 0 : 1);

/** What the build of images leaves behind each night. */
function publish(name: string, file: string): void {
  mkdirSync(join(IMAGES, name), { recursive: true });
  cpSync(file, join(IMAGES, name, 'disk.qcow2'), { mode: 2 });
}

/** Snapshot, test, promote: what a nightly job does. Gives the exit code of the last. */
function runNight(): number {
  saltern('snapshot', 'create');
  saltern('test', '--destroy', 'always');
  saltern('gate', 'check');
  return saltern('promote');
}
