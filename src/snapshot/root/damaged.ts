import { SalternError } from '../../contract/errors.ts';

/** `SNAPSHOT_DAMAGED`, saying what is wrong with which snapshot. */
export function damaged(
  root: string,
  id: string,
  what: string,
  cause?: unknown,
  details: readonly string[] = [],
): SalternError {
  return new SalternError('SNAPSHOT_DAMAGED', `Snapshot '${id}' in '${root}' is damaged: ${what}`, {
    hint: 'Take a new snapshot and use that; a snapshot is never repaired in place.',
    cause,
    details,
  });
}
