import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeNight } from '../../test/testbed/make-night.ts';
import { orExit } from '../../test/testbed/host/exit-with.ts';
import { setupTestbed } from '../../test/testbed/setup.ts';
import { writeOverlay } from '../../test/support/write-overlay.ts';
import type { GateDecision } from '../../src/contract/decision.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { describeNight, type Night } from './describe-night.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'examples/demo/out');
const MIRROR = join(OUT, 'mirror');
const OVERLAY = join(OUT, 'testbed.yml');
const REPORTS = join(OUT, 'saltern');
const PROJECT = join(ROOT, 'examples/demo/saltern.yml');

const say = (text: string) => console.log(`\n\u001b[1m${text}\u001b[0m`);

/** Runs the real command line as a person would, and shows what was typed. */
function saltern(...argv: readonly string[]): number {
  console.log(`\n$ saltern ${argv.join(' ')}`);
  const all = [join(ROOT, 'src/cli/main.ts'), '--project', PROJECT, '--overlay', OVERLAY, ...argv];
  return spawnSync(process.execPath, all, { cwd: ROOT, stdio: 'inherit' }).status ?? 3;
}

function readJson(...argv: readonly string[]): unknown {
  const all = [join(ROOT, 'src/cli/main.ts'), '--project', PROJECT, '--overlay', OVERLAY, ...argv, '--json'];
  return JSON.parse(spawnSync(process.execPath, all, { cwd: ROOT, encoding: 'utf8' }).stdout);
}

const { driver } = readArguments();
const startedAt = Date.now();
const testbed = await orExit(setupTestbed());
await removeTree(MIRROR);
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(MIRROR, { recursive: true });
await writeOverlay({ file: OVERLAY, testbed, snapshotRoot: MIRROR, reports: REPORTS, driver });

const where = driver === 'qemu' ? 'in VMs' : 'in containers';
say(
  `Night 1: the mirrors moved; every formula on every platform, ${where} (stand-ins built from Debian packages, not CentOS)`,
);
await makeNight({ testbed, root: MIRROR, night: 0 });
const nights: Night[] = [await runNight()];

say('Night 2: the mirrors moved again, and one of the new packages is bad');
await makeNight({ testbed, root: MIRROR, night: 1, broken: 'exits' });
nights.push(await runNight());

const stable = (readJson('snapshot', 'show', 'stable') as { manifest: { id: string } }).manifest.id;
publish(nights, stable);
say(`stable is still ${stable}: ${nights.map((night) => `${night.snapshot} ${night.decision}`).join(', ')}`);
console.log(
  `${relative(process.cwd(), OUT)}/: demo.json, junit.xml, badges/    ${((Date.now() - startedAt) / 1000).toFixed(0)} s`,
);

const isAsPromised =
  nights[0]?.decision === 'promote' && nights[1]?.decision === 'reject' && stable === nights[0].snapshot;
process.exit(isAsPromised ? 0 : 1);

function readArguments(): { readonly driver: 'docker' | 'qemu' } {
  const { values } = parseArgs({ options: { driver: { type: 'string', default: 'docker' } } });
  if (values.driver === 'docker' || values.driver === 'qemu') return { driver: values.driver };
  console.error(`usage: npm run demo [-- --driver docker|qemu]; there is no demo on '${values.driver}'`);
  process.exit(2);
}

/** Snapshot, test, gate, promote: what a nightly job does. */
async function runNight(): Promise<Night> {
  saltern('snapshot', 'create');
  saltern('test', '--destroy', 'always');
  saltern('gate', 'check');
  saltern('promote');
  return describeNight(readJson('gate', 'check') as GateDecision, REPORTS);
}

function publish(all: readonly Night[], channel: string): void {
  writeFileSync(join(OUT, 'demo.json'), `${JSON.stringify({ nights: all, stable: channel }, null, 2)}\n`);
  rmSync(join(OUT, 'badges'), { recursive: true, force: true });
  cpSync(join(REPORTS, 'badges'), join(OUT, 'badges'), { recursive: true });
  writeFileSync(join(OUT, 'junit.xml'), readFileSync(join(REPORTS, 'junit.xml')));
}
