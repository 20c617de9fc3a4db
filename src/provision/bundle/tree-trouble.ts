import { whySystem } from '../../base/error/system-error.ts';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { SalternError } from '../../contract/errors.ts';

/* What stands in the way of taking a formula's folder as it is. */

/** What of a formula is not there, or may not be looked at. */
export function cannotRead(kind: 'file' | 'folder', path: string, cause: unknown): SalternError {
  const why = cause instanceof UnreadableError ? cause.why : whySystem(cause);
  return new SalternError('FORMULA_NOT_FOUND', `The ${kind} '${path}' cannot be read: ${why}`, {
    hint: 'Mend it, or move it out of the formula.',
    cause,
  });
}

/** What is no file, folder or link: Salt would not serve it, and nobody would know. */
export function oddFile(path: string, kind: string): SalternError {
  return new SalternError('CONFIG_INVALID', `'${path}' is ${kind}, which cannot be part of a formula`, {
    hint: 'Remove it, or move it out of the formula.',
  });
}

/** More than anybody has in a formula: something else lies there. */
export function tooMany(folder: string, most: number): SalternError {
  return new SalternError('CONFIG_INVALID', `'${folder}' holds more than ${most} files and folders`, {
    hint: 'Keep what is no part of the formula out of its folder, or name the folder that holds the states alone.',
  });
}

/** A link that cannot be followed or must not be. `trouble`: the rest of the sentence. */
export function badLink(path: string, trouble: string): SalternError {
  return new SalternError('CONFIG_INVALID', `The symbolic link '${path}' ${trouble}`, {
    hint: "Replace it with a copy, declare the other formula under 'depends', or leave the link out with 'ignore'.",
  });
}
