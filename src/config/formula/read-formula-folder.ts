import { hasCode } from '../../base/error/has-code.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { SalternError } from '../../contract/errors.ts';

/** Names in the folder of a formula, sorted; none when there is no such folder. Throws `FORMULA_NOT_FOUND` when it cannot be read. */
export async function readFormulaFolder(path: string): Promise<readonly string[]> {
  try {
    return await readFolder(path);
  } catch (cause) {
    // That it is a file is told, at its place, by who looks for the formula.
    if (hasCode(cause, 'ENOTDIR')) return [];
    const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new SalternError('FORMULA_NOT_FOUND', `The formula's folder '${path}' cannot be read${why}`, {
      hint: 'Check its permissions.',
      cause,
    });
  }
}
