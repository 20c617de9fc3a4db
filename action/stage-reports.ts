import { cp } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';

/** What is of no use elsewhere, or grows from run to run. */
const LEFT_HERE = new Set([
  'instances',
  'locks',
  'sessions',
  'latest',
  'history.db',
  'site',
  'told.json',
  'looked.json',
]);

/**
 * Copies the results of one run, with its evidence, to a folder whose name does not begin with a dot: what is uploaded
 * leaves hidden files out. `saltern merge` takes that folder.
 */
export async function stageReports(reports: string, run: string, target: string): Promise<void> {
  const filter = (path: string): boolean => {
    const [top = '', second] = relative(reports, path).split(sep);
    if (LEFT_HERE.has(top.replace(/-(wal|shm)$/, ''))) return false;
    if (top === 'runs' && second !== undefined && second !== basename(run)) return false;
    return basename(path) !== 'lock';
  };
  await cp(reports, target, { recursive: true, filter, verbatimSymlinks: true });
}
