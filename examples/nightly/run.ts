import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { projectFolders } from '../../src/contract/project-folders.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { nightFiles } from '../../src/store/files/night-files.ts';
import { writeOverlay } from '../../test/support/write-overlay.ts';
import { makeNight } from '../../test/testbed/make-night.ts';
import { orExit } from '../../test/testbed/host/exit-with.ts';
import { setupTestbed } from '../../test/testbed/setup.ts';
import { describeNight, type ToldNight } from './describe-nights.ts';
import { startReceivers } from './receivers.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'examples/nightly/out');
const MIRROR = join(OUT, 'mirror');
const REPORTS = join(OUT, 'saltern');
const FOLDERS = projectFolders(REPORTS);
const OVERLAYS = [join(OUT, 'testbed.yml')];
const PROJECT = join(ROOT, 'suites/saltern.yml');

const { kill } = parseArgs({ options: { kill: { type: 'boolean', default: false } } }).values;
const startedAt = Date.now();
const say = (text: string) => console.log(`\n\u001b[1m${text}\u001b[0m`);

const testbed = await orExit(setupTestbed());
await removeTree(MIRROR);
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(MIRROR, { recursive: true });
await writeOverlay({ file: join(OUT, 'testbed.yml'), testbed, snapshotRoot: MIRROR, reports: REPORTS });
await orExit(testbed.mailpit());
await using receivers = await startReceivers();
const told = join(OUT, 'receivers.yml');
writeFileSync(told, stringify(receivers.overlay));
OVERLAYS.push(told);

say('Night 1: the whole fleet (stand-ins built from Debian packages, not CentOS)');
await makeNight({ testbed, root: MIRROR, night: 0 });
const good = await saltern('nightly');

say('Night 2: the mirrors moved, and one of the new packages is bad');
await makeNight({ testbed, root: MIRROR, night: 1, broken: 'exits' });
if (kill) await killInTheMiddle('nightly');
const bad = await saltern('nightly');

say('Night 3: it is mended');
await makeNight({ testbed, root: MIRROR, night: 2 });
const mended = await saltern('nightly');

const nights = await readNights();
const page = join(FOLDERS.site, 'index.html');
const site = existsSync(page) ? relative(ROOT, page) : '';
writeFileSync(join(OUT, 'nightly.json'), `${JSON.stringify({ nights, site }, null, 2)}\n`);
const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
say(`${nights.map(({ snapshot, decision }) => `${snapshot} ${decision}`).join(', ')} · ${seconds} s`);
console.log(`${relative(process.cwd(), OUT)}/nightly.json`);
const arrived = await receivers.arrived();
const wrong = listWrong();
for (const line of wrong) console.error(line);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** What did not end as the nights above promise. */
function listWrong(): readonly string[] {
  const [first, second, third] = nights;
  const codes = [good, bad, mended].join(' ');
  return [
    ...(codes === '0 1 0' ? [] : [`the nights ended with ${codes}, not with 0 1 0`]),
    ...(nights.length === 3 ? [] : [`there are ${nights.length} nights, not 3`]),
    ...(first?.decision === 'promote' ? [] : ['the first night was not promoted']),
    ...(second?.decision === 'reject' ? [] : ['the second night was not refused']),
    ...(third?.decision === 'promote' ? [] : ['the third night was not promoted']),
    ...(second?.failed.some((name) => name.startsWith('ops-time-')) ? [] : ['the bad package was not found']),
    ...(nights.every((night) => night.told.length > 0) ? [] : ['nobody was told of what changed']),
    ...Object.entries(arrived)
      .map(([to, number]) => ({
        to,
        number,
        sent: nights.flatMap((night) => night.told.filter((one) => one.to === to)),
      }))
      .filter(({ number, sent }) => number === 0 || sent.length < number)
      .map(({ to, number, sent }) => `${number} messages arrived by ${to}, and ${sent.length} were told of`),
    ...(site === '' ? ['there are no pages'] : []),
    ...(kill && second?.reused === 0 ? ['the second night was killed, and used nothing again'] : []),
  ];
}

/** Runs the real command line as a timer would, and shows what was typed. Gives its exit code. */
async function saltern(...argv: readonly string[]): Promise<number> {
  const child = start(argv, 'inherit');
  return await new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 3));
  });
}

/** Once some instances have passed: a machine that loses its power asks nobody. */
async function killInTheMiddle(...argv: readonly string[]): Promise<void> {
  const child = start(argv, 'pipe');
  let [text, isKilled] = ['', false];
  child.stdout?.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    text += chunk.toString();
    if (isKilled || (text.match(/ PASS /g)?.length ?? 0) < 3) return;
    isKilled = child.kill('SIGKILL');
  });
  await new Promise((resolve) => {
    child.on('exit', resolve);
  });
  say(isKilled ? 'Killed in the middle of it; the same command again:' : 'It was over before it could be killed');
}

function start(argv: readonly string[], stdout: 'inherit' | 'pipe') {
  console.log(`\n$ saltern ${argv.join(' ')}`);
  const overlays = OVERLAYS.flatMap((file) => ['--overlay', file]);
  const all = [join(ROOT, 'src/cli/main.ts'), '--project', PROJECT, ...overlays, ...argv];
  // Starts saltern itself.
  return spawn(process.execPath, all, {
    cwd: ROOT,
    env: { ...process.env, ...receivers.environment },
    stdio: ['inherit', stdout, 'inherit'],
  });
}

async function readNights(): Promise<readonly ToldNight[]> {
  const files = nightFiles(FOLDERS);
  const records = await Promise.all((await files.ids()).toReversed().map((id) => files.read(id)));
  return records.flatMap((record) => (record === undefined ? [] : [describeNight(record)]));
}
