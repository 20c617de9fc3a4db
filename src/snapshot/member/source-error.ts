import { SalternError } from '../../contract/errors.ts';

/** `SNAPSHOT_SOURCE` with the hint that fits a repository that is not whole. */
export function sourceError(message: string, cause?: unknown, details: readonly string[] = []): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', message, {
    hint: 'Let the mirror tool finish (or run it again), then take the snapshot.',
    cause,
    details,
  });
}
