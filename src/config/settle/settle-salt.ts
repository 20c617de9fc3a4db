import { asText, asTexts, isObject } from '../../base/json/json-value.ts';
import type { SaltSource } from '../../contract/plan.ts';
import { at, atEach, combine, pick, type Layer } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/**
 * Where Salt comes from. A level that names `version` or `from` replaces those below, one that names neither refines
 * them: so the digest of one version never meets another version's number.
 */
export function settleSalt(
  { defaults, builtIn, project, platform, file }: Levels,
  outside: readonly Layer[],
): Setting<SaltSource> {
  const levels = [...atEach([defaults, builtIn, project, ...file, platform], 'salt'), ...outside];
  const start = levels.findLastIndex(({ value }) => isObject(value) && ('version' in value || 'from' in value));
  const said = combine(levels.slice(Math.max(start, 0)));
  // Which of its interpreters is new enough is a matter of the platform, whatever the version.
  const python = pick(at(builtIn, 'salt'), (word) => word === 'python');
  const salt = saltFrom(said) === 'pip' ? combine([python, said]) : said;
  return { value: toSource(salt), from: { salt } };
}

/** The keys that each kind of source requires. */
export const SALT_NEEDS = {
  pip: ['version'],
  onedir: ['version', 'location', 'sha256'],
  snapshot: [],
  image: [],
} as const satisfies Readonly<Record<SaltSource['from'], readonly string[]>>;

/** The kind of source; pip where no level says otherwise. */
export function saltFrom(salt: Layer): SaltSource['from'] {
  const from = isObject(salt.value) ? salt.value['from'] : undefined;
  return from === 'onedir' || from === 'snapshot' || from === 'image' ? from : 'pip';
}

/** What is missing is left empty here; a rule complains about it. */
function toSource(salt: Layer): SaltSource {
  const value = isObject(salt.value) ? salt.value : {};
  const text = (word: string): string => asText(value[word]) ?? '';
  const from = saltFrom(salt);
  switch (from) {
    case 'image':
      return { from };
    case 'snapshot':
      return { from, packages: value['packages'] === undefined ? ['salt-minion'] : asTexts(value['packages']) };
    case 'onedir':
      return { from, version: text('version'), location: text('location'), sha256: text('sha256') };
    case 'pip':
      return { from, version: text('version'), python: asText(value['python']) ?? 'python3' };
    default:
      return from satisfies never;
  }
}
