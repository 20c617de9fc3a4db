import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { BUILT_MAIN } from '../root.ts';
import { describePrepare } from '../support/write-overlay.ts';
import type { Testbed } from '../testbed/setup.ts';
import { removeBare, startBare, tarIn } from './bare-docker.ts';
import { median, seconds } from './measure.ts';
import { salternProcess } from './saltern-process.ts';

/** 40 MB in lines, by one state. */
const LOUD = `loud:
  cmd.run:
    - name: seq 1000000 5999999
`;
const INSTANCE = 'loud-default-centos-stream-9';
/** Writes down how much memory the process took at most, in KiB; what getrusage says begins with that of its parent. */
const TELL_PEAK = `import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.PEAK, /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));
`;

/** A converge whose one state prints 40 MB, and `salt-call` of the same in the same image. */
export async function outputBench(testbed: Testbed) {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-output-'));
  await mkdir(join(directory, 'loud'));
  await writeFile(join(directory, 'loud/init.sls'), LOUD);
  await writeFile(join(directory, 'peak.mjs'), TELL_PEAK);
  const image = { image: testbed.images.el9, salt: { version: '3007.15', from: 'pip' } };
  const project = {
    name: 'loud',
    formula: './loud',
    platforms: { 'centos-stream-9': image },
    prepare: describePrepare(testbed),
    suites: { default: {} },
  };
  await writeFile(join(directory, 'saltern.yml'), stringify(project));
  const environment = { NODE_OPTIONS: `--import ${join(directory, 'peak.mjs')}`, PEAK: join(directory, 'peak') };
  const saltern = (...argv: readonly string[]) => salternProcess(BUILT_MAIN, argv, { cwd: directory, environment });
  await saltern('create', INSTANCE);
  const state = JSON.parse(await readFile(join(directory, `.saltern/instances/${INSTANCE}.json`), 'utf8')) as {
    prepared: { reference: string };
  };
  const container = await startBare({
    image: state.prepared.reference,
    formula: { name: 'loud', directory: join(directory, 'loud') },
    repository: { host: directory, guest: '/mnt' },
  });
  await tarIn(container, join(directory, 'loud'), '/srv/salt/loud');
  const call = ['salt-call', '--local', '--file-root', '/srv/salt', '--out', 'json', 'state.apply', 'loud'];
  const peaks: number[] = [];
  return {
    floor: () => seconds(() => execa('docker', ['exec', container, ...call], { stdout: 'ignore' })),
    async saltern(): Promise<number> {
      const took = await seconds(() => saltern('converge', INSTANCE));
      peaks.push(Number(await readFile(environment.PEAK, 'utf8')) / 1024);
      return took;
    },
    /** Most memory of the host's process, MiB, median of the runs. */
    peakMib: () => Math.round(median(peaks)),
    async [Symbol.asyncDispose]() {
      await removeBare(container);
      await saltern('destroy');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
