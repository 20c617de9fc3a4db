/** What the system's codes mean, as the second half of a sentence about a path. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'something else is there already',
  ENOTEMPTY: 'the folder is not empty',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
  EDQUOT: 'there is no space left for this user',
  EMFILE: 'too many files are open',
  EIO: 'the disk answers with an error',
  ESTALE: 'the network drive has lost it',
  ENXIO: 'it is a socket or a device without anybody behind it',
  EAGAIN: 'it has nothing to read now',
};

/** Whether an error is one that the operating system gave to Node: a code, and the call that it answered. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

/** Why the system refused something, `permission denied (EACCES)`; the error's own words for what is no system error. */
export function whySystem(error: unknown): string {
  if (!isSystemError(error)) return error instanceof Error ? error.message : String(error);
  const meaning = MEANINGS[error.code];
  return meaning === undefined ? error.code : `${meaning} (${error.code})`;
}
