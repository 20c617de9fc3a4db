import { asText, isObject } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { FormulaSource } from '../project.ts';

/** Where a formula is, from what is written: a path that the reader has made absolute, or a git repository. */
export function parseSource(written: Json): FormulaSource {
  if (!isObject(written)) return { kind: 'directory', path: String(written) };
  return { kind: 'git', url: asText(written['git']) ?? '', ref: asText(written['ref']), path: asText(written['path']) };
}
