import { kindOf } from '../../base/files/kind-of.ts';
import { displayPath } from './places.ts';

/** Why a path is not the file or folder that it should be, as a sentence; undefined when it is. */
export async function findPathTrouble(
  { kind, path }: { readonly kind: 'file' | 'folder'; readonly path: string },
  cwd: string,
): Promise<string | undefined> {
  const found = await kindOf(path);
  if (found === kind) return undefined;
  const shown = displayPath(cwd, path);
  return found === undefined ? `there is no ${kind} '${shown}'` : `'${shown}' is a ${found}, not a ${kind}`;
}
