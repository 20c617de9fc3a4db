import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SalternError } from '../../src/contract/errors.ts';
import type { Reporter, RunEvent } from '../../src/contract/events.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import type { ReporterContext } from '../../src/contract/reporter.ts';
import { recordEvents } from '../../src/store/record-events.ts';
import { filesStore } from '../../src/store/files/files-store.ts';
import { REPORTERS } from '../../src/report/index.ts';
import { demoRunIn, play, reporterContext } from '../support/reporter-context.ts';
import { fleetEvents, hostileRunIn, interruptedRunIn } from './reporter-runs.ts';

/** What a kind has left of a run that was interrupted, as patterns; below the project's folder, and nothing elsewhere. */
const OWED: Readonly<Record<string, readonly string[]>> = {
  log: ['runs/01KBDEMO/events.ndjson', 'runs/01KBDEMO/log/*.log', 'runs/01KBDEMO/log/*.ndjson'],
  memory: ['badges.json'],
  junit: ['junit.xml', 'runs/01KBDEMO/junit.xml'],
  badges: [
    'badges-drawn.ndjson',
    'badges.json',
    'badges/*.json',
    'badges/*.svg',
    'index.html',
    'runs/01KBDEMO/badges/*.svg',
    'runs/01KBDEMO/index.html',
  ],
  github: ['summary.md'],
  gitlab: [],
  sarif: ['runs/01KBDEMO/saltern.sarif', 'saltern.sarif'],
  'code-quality': ['gl-code-quality-report.json', 'runs/01KBDEMO/gl-code-quality-report.json'],
  history: ['evidence/.counters/*', 'evidence/20261122T013000/*/000001-01KBDEMO.json', 'runs/01KBDEMO/run.json'],
};

/** Taken while something is written; where they lie is known to who takes them. */
const LOCKS = 'locks/';

let around = '';
let base = '';
/** What the CI server's runner was told. */
let orders: string[] = [];
beforeEach(async () => {
  orders = [];
  around = await realpath(await mkdtemp(join(tmpdir(), 'saltern-reporter-')));
  base = join(around, 'a', 'b', 'project');
  await mkdir(base, { recursive: true });
});
afterEach(async () => {
  await rm(around, { recursive: true, force: true });
});

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** Each file with what it holds. */
async function readAll(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await listFiles(folder);
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
}

function tell(reporters: readonly Reporter[], events: readonly RunEvent[]): void {
  for (const event of events) for (const reporter of reporters) reporter.on(event);
}

/** Closes all; what the first that fails says. */
async function troubleOf(reporters: readonly Reporter[]): Promise<unknown> {
  const endings = await Promise.allSettled(reporters.map(async (reporter) => reporter.close?.()));
  return endings.find((ending) => ending.status === 'rejected')?.reason;
}

function contextIn(folder: string): ReporterContext {
  return reporterContext(folder, {
    environment: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
    order: (line) => void orders.push(line),
  });
}

/** They only warn of what could not be written: what they leave is for people to see, and nobody else's input. */
const WARN_ONLY: readonly string[] = ['github'];

/** They write no file: the runner is told, and nobody else. */
const ORDERS_ONLY: readonly string[] = ['gitlab'];

const KINDS: Readonly<Record<string, () => Promise<readonly Reporter[]>>> = {
  ...Object.fromEntries(
    Object.entries(REPORTERS).map(([name, { load }]) => [name, async () => (await load()).open({}, contextIn(base))]),
  ),
  // What keeps history is told of the same events, and owes the same.
  history: async () => [recordEvents(filesStore({ folders: projectFolders(base) }))],
};

describe.each(Object.entries(KINDS))('the reporters of the kind %s', (name, open) => {
  it('write nothing before they are told that a run started', async () => {
    const reporters = await open();

    await play(reporters, []);

    expect(await listFiles(around)).toEqual([]);
  });

  it.each([
    ['an ordinary run', demoRunIn],
    ['a run of hostile names and texts', hostileRunIn],
    ['an interrupted run', interruptedRunIn],
  ])('never throw while they are told of %s', async (_, makeRun) => {
    const reporters = await open();

    expect(() => tell(reporters, makeRun(base))).not.toThrow();
    await troubleOf(reporters);
  });

  it('write what they owe of an interrupted run', async () => {
    await play(await open(), interruptedRunIn(base));

    const left = (await listFiles(base)).filter((file) => !file.startsWith(LOCKS));
    const shapes = left.map((file) => file.replaceAll(/ops-[a-z]+(-[a-z0-9-]+)?/g, '*'));
    expect([...new Set(shapes)]).toEqual(OWED[name]);
  });

  it('may be closed twice, and write nothing more', async () => {
    const reporters = await open();
    await play(reporters, demoRunIn(base));
    const once = await readAll(base);

    for (const reporter of reporters) await reporter.close?.();

    expect(await readAll(base)).toEqual(once);
    expect(once.size > 0).toBe(!ORDERS_ONLY.includes(name));
  });

  it('may be closed in the middle of a run', async () => {
    await expect(play(await open(), demoRunIn(base).slice(0, 100))).resolves.toBeUndefined();
  });

  it('write nothing that moves a cursor or changes colours', async () => {
    const reporters = await open();
    tell(reporters, hostileRunIn(base));
    // Whether such names are refused is the kind's to say.
    await troubleOf(reporters);

    for (const [file, text] of await readAll(around)) {
      // oxlint-disable-next-line no-control-regex -- that there are none is the point
      expect(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.exec(text)?.[0], file).toBeUndefined();
      expect(text.isWellFormed(), file).toBe(true);
    }
  });

  it('stay in the folder of the project whatever names are', async () => {
    const reporters = await open();
    tell(reporters, hostileRunIn(base));
    // Whether such names are refused is the kind's to say.
    await troubleOf(reporters);

    expect((await listFiles(around)).filter((file) => !file.startsWith('a/b/project/'))).toEqual([]);
    const own = [...placesOf(name), LOCKS];
    expect((await listFiles(base)).filter((file) => !own.some((place) => `${file}/`.startsWith(place)))).toEqual([]);
  });
});

const WRITING = Object.entries(KINDS).filter(([name]) => !ORDERS_ONLY.includes(name));

describe.each(WRITING)('the reporters of the kind %s, which write files,', (name, open) => {
  it.each([
    ['full', 'NO_SPACE'],
    ['read-only', 'INTERNAL'],
  ] as const)('tell of a %s disk with the file that could not be written', async (kind, code) => {
    using _disk = makeDisk(base);
    const reporters = await open();
    // A file as large as the disk takes all of it; what is there already may be written over.
    if (kind === 'full') await writeFile(join(base, 'all'), Buffer.alloc(64 * 1024)).catch(() => undefined);
    else execFileSync('mount', ['-o', 'remount,ro', base]);

    tell(reporters, demoRunIn(base));
    const trouble = await troubleOf(reporters);
    const said = WARN_ONLY.includes(name) ? toTold(orders) : trouble;

    expect(trouble instanceof SalternError).toBe(!WARN_ONLY.includes(name));
    expect(said).toMatchObject({
      // A result that is lost is told as such, whatever the reason.
      code: name === 'history' ? 'EVIDENCE_LOST' : code,
      message: expect.stringContaining(`'${base}/`),
      hint: expect.any(String),
    });
  });
});

describe.each(Object.entries(REPORTERS))('what happens to snapshots and channels, and the kind %s', (_name, entry) => {
  it('is opened for that where it wants to know, and only there', async () => {
    const reporters = (await entry.load()).open({}, reporterContext(base));

    expect(reporters.some(({ onFleet }) => onFleet !== undefined)).toBe(entry.hearsFleet ?? false);
  });
});

describe.each(Object.entries(KINDS))(
  'reporters of the kind %s that want to know of snapshots and channels',
  (_name, open) => {
    it('never throw while they are told of them, and need no run before', async () => {
      const reporters = await open();

      expect(() => {
        for (const event of fleetEvents()) for (const reporter of reporters) reporter.onFleet?.(event);
      }).not.toThrow();
      // Whether there is a root to log decisions in is the store's to say.
      await troubleOf(reporters);

      expect((await listFiles(around)).filter((file) => !file.startsWith('a/b/project/'))).toEqual([]);
    });
  },
);

/** The warning among orders, as an error would say it. */
function toTold(lines: readonly string[]): object {
  const message = lines.find((line) => /^::warning .*'.*' could not be written: /.test(line)) ?? '';
  return { code: message.includes('ENOSPC') ? 'NO_SPACE' : 'INTERNAL', message, hint: message };
}

/** Where a kind may write: the run's folder, or a file or folder of its own. */
function placesOf(name: string): readonly string[] {
  return (OWED[name] ?? []).map((pattern) => {
    const [top = '', below = ''] = pattern.split('/');
    return top === 'runs' ? `${top}/${below}/` : `${top}/`;
  });
}

/** A disk of its own, 64 KiB small; needs root. */
function makeDisk(folder: string): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]);
  return { [Symbol.dispose]: () => void execFileSync('umount', [folder]) };
}
