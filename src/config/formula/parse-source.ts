import { asText, isObject } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { FormulaSource } from '../project.ts';

/** Where a formula is, from what is written: paths that the reader has made absolute, or a git repository. */
export function parseSource(written: Json): FormulaSource {
  if (!isObject(written)) return { kind: 'directory', path: String(written) };
  const root = asText(written['root']);
  if (root !== undefined) return { kind: 'directory', path: root, isFileRoot: true };
  if (written['git'] === undefined) return { kind: 'directory', path: asText(written['path']) ?? '' };
  return { kind: 'git', url: asText(written['git']) ?? '', ref: asText(written['ref']), path: asText(written['path']) };
}
