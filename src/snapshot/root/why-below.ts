import { relative } from 'node:path';
import { isSystemError, whySystem } from '../../base/error/system-error.ts';

/** What a system refuses, in words, after the file below the root that it refuses, where it names one. */
export function whyBelow(root: string, error: unknown): string {
  const below = isSystemError(error) && error.path !== undefined ? relative(root, error.path) : '';
  return `${below === '' || below.startsWith('..') ? '' : `'${below}': `}${whySystem(error)}`;
}
