import { readFile, readlink, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Saltern } from './saltern.ts';

/** What the newest run came to, as far as its record says. */
export interface RunReport {
  /** Folder of the run: `junit.xml`, `index.html`, `log/`. Absolute. */
  readonly directory: string;
  readonly counts: Readonly<Record<'pass' | 'fail' | 'error', number>>;
}

/** Options of saltern that say which project is meant, with their values. */
const OF_PROJECT = new Set(['-p', '--project', '--overlay']);
const PROJECT_FILE = 'saltern.yml';

/**
 * The folder that the project keeps its results in, absolute; undefined where there is no project, or nothing in it. Asked of
 * saltern, because an overlay may say so.
 */
export async function findReports(saltern: Saltern, args: readonly string[]): Promise<string | undefined> {
  const which = args.flatMap((word, index) => {
    if (OF_PROJECT.has(word)) return args.slice(index, index + 2);
    return /^--(project|overlay)=/.test(word) ? [word] : [];
  });
  const [first] = (await saltern.ask([...which, 'list', '--bare'])).split('\n');
  if (!first) return undefined;
  const rows: unknown = JSON.parse((await saltern.ask(['--json', ...which, 'config', 'show', '--all', first])) || '[]');
  const row = (Array.isArray(rows) ? rows : []).find(({ path }) => path === 'reports.directory');
  if (typeof row?.value !== 'string') return undefined;
  const isFromFile = /:\d+:\d+$/.test(String(row.origin));
  const file = isFromFile
    ? String(row.origin).replace(/:\d+:\d+$/, '')
    : await findProjectFile(saltern.directory, which);
  return resolve(saltern.directory, dirname(file), row.value);
}

/** Which run is the newest: what `latest` points to. Undefined: none yet. */
export async function findNewest(reports: string | undefined): Promise<string | undefined> {
  if (reports === undefined) return undefined;
  return await readlink(join(reports, 'latest')).catch(() => undefined);
}

/** The record of a run that `findNewest` gave. */
export async function readReport(reports: string, newest: string): Promise<RunReport> {
  const directory = resolve(reports, newest);
  const text = await readFile(join(directory, 'run.json'), 'utf8').catch(() => '{}');
  const record = JSON.parse(text) as { instances?: readonly { outcome?: string }[] };
  const count = (outcome: string): number =>
    (record.instances ?? []).filter((instance) => instance.outcome === outcome).length;
  return { directory, counts: { pass: count('pass'), fail: count('fail'), error: count('error') } };
}

/** As saltern looks for it: here or above. */
async function findProjectFile(directory: string, which: readonly string[]): Promise<string> {
  const at = which.findIndex((word) => word === '-p' || word === '--project');
  const named =
    at === -1 ? which.find((word) => word.startsWith('--project='))?.slice('--project='.length) : which[at + 1];
  if (named !== undefined) return resolve(directory, named);
  for (let folder = directory; ; folder = dirname(folder)) {
    const file = join(folder, PROJECT_FILE);
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    if (isThere || folder === dirname(folder)) return file;
  }
}
