import { isSystemError } from '../../base/error/system-error.ts';
import { isDiskFull } from '../../base/files/disk-full.ts';
import { SalternError } from '../../contract/errors.ts';

/** A full disk, or a limit to what this process may write, is `NO_SPACE`; anything else comes back as it is. */
export function explainSpace(root: string, error: unknown): unknown {
  if (isSystemError(error) && error.code === 'EFBIG') {
    return new SalternError('NO_SPACE', `A file in the snapshot root '${root}' is larger than this process may write`, {
      hint: "Raise the limit (`ulimit -f`, 'LimitFSIZE=' of a systemd unit), then try again; nothing half-made is left.",
      cause: error,
    });
  }
  if (!isDiskFull(error)) return error;
  return new SalternError('NO_SPACE', `No space is left in the snapshot root '${root}'`, {
    hint: 'Free some space or remove old snapshots, then try again; nothing half-made is left.',
    cause: error,
  });
}
