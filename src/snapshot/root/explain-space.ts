import { isDiskFull } from '../../base/files/disk-full.ts';
import { SalternError } from '../../contract/errors.ts';

/** A full disk is `NO_SPACE`; anything else comes back as it is. */
export function explainSpace(root: string, error: unknown): unknown {
  if (!isDiskFull(error)) return error;
  return new SalternError('NO_SPACE', `No space is left in the snapshot root '${root}'`, {
    hint: 'Free some space or remove old snapshots, then try again; nothing half-made is left.',
    cause: error,
  });
}
