import { SalternError } from '../../contract/errors.ts';

/** `SNAPSHOT_SOURCE` of metadata that is wrong by itself, however whole the repository is. */
export function metadataError(message: string, hint = ANEW): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', message, { hint });
}

const ANEW = 'Have its metadata made anew, as by createrepo_c, or leave that repository out.';

/** `SNAPSHOT_SOURCE` with the hint that fits a repository that is not whole. */
export function sourceError(message: string, cause?: unknown, details: readonly string[] = []): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', message, {
    hint: 'Let the mirror tool finish (or run it again), then take the snapshot.',
    cause,
    details,
  });
}
