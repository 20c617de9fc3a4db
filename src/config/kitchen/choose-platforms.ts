import type { Json } from '../../base/json/json.ts';
import { asText, type Path } from '../../base/json/json-value.ts';
import type { Ledger } from './ledger.ts';
import type { TranslatedPlatforms } from './translate-platforms.ts';

/**
 * The platforms of one suite: all of them as undefined, none as an empty list. `includes` of kitchen.yml wins over
 * `excludes`; a platform counts as included when any of its images is.
 */
export function choosePlatforms(
  ledger: Ledger,
  suite: Path,
  { groups, platforms }: TranslatedPlatforms,
): readonly string[] | undefined {
  const includes = ledger.take(...suite, 'includes');
  const excludes = ledger.take(...suite, 'excludes');
  const all = Object.keys(platforms);
  const chosen = Array.isArray(includes)
    ? included(ledger, [...suite, 'includes'], includes, groups)
    : all.filter((name) => !isExcluded(groups.get(name), Array.isArray(excludes) ? excludes : []));
  return chosen.length === all.length ? undefined : all.filter((name) => chosen.includes(name));
}

function included(
  ledger: Ledger,
  path: Path,
  patterns: readonly Json[],
  groups: TranslatedPlatforms['groups'],
): readonly string[] {
  return patterns.flatMap((pattern, index) => {
    const names = [...groups].flatMap(([name, { all }]) =>
      all.some((row) => matches(pattern, row.name)) ? [name] : [],
    );
    if (names.length === 0) ledger.leave([...path, index], 'no platform that is taken has this name');
    return names;
  });
}

function isExcluded(
  group: (TranslatedPlatforms['groups'] extends ReadonlyMap<string, infer Group> ? Group : never) | undefined,
  patterns: readonly Json[],
): boolean {
  return group !== undefined && patterns.some((pattern) => matches(pattern, group.taken.name));
}

/** A name, or `/regular expression/`. */
function matches(pattern: Json, name: string): boolean {
  const text = asText(pattern) ?? String(pattern);
  const [, source, flags = ''] = /^\/(.*)\/([imx]*)$/.exec(text) ?? [];
  if (source === undefined) return text === name;
  try {
    return new RegExp(source, flags.includes('i') ? 'i' : '').test(name);
  } catch {
    return false;
  }
}
