import { SalternError } from '../../contract/errors.ts';

/** Folder of the results of runs without a snapshot. */
const NO_SNAPSHOT = 'none';

/** Folder of the results on a snapshot, of all instances. */
export function snapshotFolder(id: string | undefined): string {
  return pathSegment(id ?? NO_SNAPSHOT);
}

/** `000012-20261122T222046-1a2b.json`: its place among the instance's results, and the run that gave it. */
export function evidenceFileName({ number, runId }: { readonly number: number; readonly runId: string }): string {
  return `${String(number).padStart(6, '0')}-${pathSegment(runId)}.json`;
}

/** The place that a file's name tells; undefined where it tells none. */
export function numberOfName(name: string): number | undefined {
  const digits = /^(\d{6,15})-/.exec(name)?.[1];
  const number = Number(digits);
  return digits === undefined || number === 0 ? undefined : number;
}

/** A name as a segment of a path; any that is not plain is refused: `USAGE`. */
export function pathSegment(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._@:+-]*$/.test(name)) return name;
  throw new SalternError('USAGE', `'${name}' cannot be part of a result's path`, {
    hint: "Names of instances, runs and snapshots hold letters, digits and any of '.', '_', '@', ':', '+', '-'.",
  });
}
