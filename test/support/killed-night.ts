import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NightRecord } from '../../src/contract/night.ts';
import type { CliResult, StartedCli } from './e2e-project.ts';
import { pretendedProject } from './pretended-project.ts';
import { writeTinyRepository } from './tiny-repository.ts';

/** A project of pretended instances whose nights are ended by force; the command line is the real one. */
export interface KilledNight extends AsyncDisposable {
  nightly(...argv: readonly string[]): StartedCli;
  /** Ends one by SIGKILL when it has written its record so many times; one that is done sooner ends by itself. */
  killAfter(writes: number): Promise<CliResult>;
  nights(): Promise<readonly NightRecord[]>;
  /** Instances with a kept result, each as often as it has one; sorted. */
  results(): Promise<readonly string[]>;
  /** Instances whose check was made, each as often as it was; sorted. */
  made(): Promise<readonly string[]>;
  /** Lets the held checks end. */
  release(): Promise<void>;
  /** What is left of instances: state files, and what the driver has. */
  leftovers(): Promise<readonly string[]>;
  /** How often the log of decisions says that a channel was moved. */
  moves(): Promise<number>;
}

/**
 * `suites`: how many; each is one instance. Two run at once. `heldFrom`: the first of those whose checks do not end before
 * they are released; default: none. Disposing removes it.
 */
export async function killedNight(suites: number, heldFrom = Infinity): Promise<KilledNight> {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-trace-'));
  const [trace, released] = [join(folder, 'made'), join(folder, 'released')];
  const names = Array.from({ length: suites }, (_, index) => `s${index + 1}`);
  const checks = (name: string, isHeld: boolean) => {
    const wait = isHeld ? `until test -e ${released}; do sleep 0.05; done; ` : '';
    return { command: { [`${wait}echo demo-${name}-here >> ${trace}`]: { 'exit-status': 0, timeout: 60_000 } } };
  };
  const project = await pretendedProject({
    suites: Object.fromEntries(names.map((name, at) => [name, { checks: checks(name, at + 1 >= heldFrom) }])),
    platforms: { here: { delays: { create: 100, destroy: 50 } } },
    more: {
      name: 'fleet',
      snapshots: { root: 'mirror', repositories: { '*': ['base'] } },
      gate: 'gate.yml',
      concurrency: 2,
    },
    files: { 'gate.yml': "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n" },
  });
  const { directory } = project;
  const inProject = (...parts: readonly string[]) => join(directory, ...parts);
  await writeTinyRepository(inProject('mirror'), 'base', [{ name: 'alpha' }]);
  const nights = inProject('.saltern/nights');
  await mkdir(nights, { recursive: true });
  const nightly: KilledNight['nightly'] = (...argv) => project.start(['nightly', ...argv]);
  return {
    nightly,
    async killAfter(writes) {
      const child = nightly();
      let seen = 0;
      const watcher = watch(nights, (_, name) => {
        // Written aside and renamed: only the rename has this name.
        if (name?.endsWith('.json') && ++seen === writes) child.kill('SIGKILL');
      });
      try {
        return await child.ended;
      } finally {
        watcher.close();
      }
    },
    async nights() {
      const files = (await readdir(nights)).filter((name) => name.endsWith('.json')).sort();
      return await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(nights, name), 'utf8'))));
    },
    release: () => writeFile(released, ''),
    async results() {
      const paths = await readdir(inProject('.saltern/evidence'), { recursive: true });
      return paths.flatMap((path) => /^[^.][^/]*\/([^/]+)\/[^/]+\.json$/.exec(path)?.[1] ?? []).sort();
    },
    made: async () => (await readFile(trace, 'utf8')).split('\n').filter(Boolean).sort(),
    async leftovers() {
      const states = await readdir(inProject('.saltern/instances')).catch(() => []);
      const kept = await readdir(inProject('cache/fake'), { recursive: true }).catch(() => []);
      return [...states, ...kept.filter((path) => !path.startsWith('images') && path.includes('/'))];
    },
    async moves() {
      const text = await readFile(inProject('mirror/audit.ndjson'), 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line.includes('"result":"promoted"')).length;
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}
