import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { hasCode } from '../error/has-code.ts';

/** `O_NONBLOCK`: opening a FIFO that nobody writes to would wait for ever. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * The text of a regular file: of nothing that a link leads to, that has no end, or that one would wait for. At once, for
 * thousands of small files take ten times longer through the thread pool. Throws an `Error` of one line (`it is a link`,
 * `it is a folder`, …), also where it holds more than `mostBytes`; else the system's own.
 */
export function readRegularFile(path: string, { mostBytes }: { readonly mostBytes: number }): string {
  const file = open(path);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Error(`it is ${nameKind(found)}`);
    if (found.size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    if (hasCode(error, 'ELOOP')) throw new Error('it is a link', { cause: error });
    if (hasCode(error, 'ENXIO', 'EOPNOTSUPP')) throw new Error('it is a socket or a device', { cause: error });
    if (hasCode(error, 'EACCES', 'EPERM')) throw new Error('it may not be read', { cause: error });
    throw error;
  }
}

/** What something is that is no regular file, for sentences: `a folder`. */
export function nameKind(
  found: Pick<Stats, 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isFile'>,
): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isSymbolicLink()) return 'a link';
  if (found.isFIFO()) return 'a FIFO';
  if (found.isSocket()) return 'a socket';
  return found.isFile() ? 'a file' : 'a device';
}
