import { stat } from 'node:fs/promises';
import { hasCode } from '../../base/error/has-code.ts';
import { whySystem } from '../../base/error/system-error.ts';
import { describeFileKind } from '../../base/files/open-regular.ts';
import { displayPath } from './places.ts';

/** Why a path is not the file or folder that it should be, as a sentence; undefined when it is. */
export async function findPathTrouble(
  { kind, path }: { readonly kind: 'file' | 'folder'; readonly path: string },
  cwd: string,
): Promise<string | undefined> {
  const shown = displayPath(cwd, path);
  try {
    const found = describeFileKind(await stat(path));
    return found === `a ${kind}` ? undefined : `'${shown}' is ${found}, not a ${kind}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return `there is no ${kind} '${shown}'`;
    return `'${shown}' cannot be looked at: ${whySystem(error)}`;
  }
}
