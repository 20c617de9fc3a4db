import { hasCode } from '../error/has-code.ts';

/** Whether a call to the system failed because the disk, or the user's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT');
}

/** GNU tar has words of its own for a last piece that did not fit whole; dnf checks before it begins. */
const FULL = /no space left|disk quota exceeded|wrote only \d+ of \d+ bytes|more space (?:needed )?on the /i;

/** Whether a program says that a disk is full: tar, cp, qemu-img, dnf, a Docker engine. */
export function saysDiskFull(text: string): boolean {
  return FULL.test(text);
}
