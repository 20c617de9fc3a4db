import type { Json } from '../../../base/json/json.ts';
import { isList, isMap, toList } from './convert.ts';
import { findUnpaired } from './find-unpaired.ts';
import { impossible, verdict, type Matcher, type Verdict } from './verdict.ts';

/** One element that is looked for. */
export interface Wanted {
  readonly written: Json;
  readonly matches: Matcher;
}

/**
 * One matching element is enough. If none matches and some could not be compared, the whole could not be, as in goss.
 */
export function containElement({ written, matches }: Wanted): Matcher {
  return (actual) => {
    const elements = toList(actual);
    return elements ? findMatch(elements.map(matches), `missing ${JSON.stringify(written)}`) : noList();
  };
}

export function haveKey(matches: Matcher): Matcher {
  return (actual) => (isMap(actual) ? findMatch(Object.keys(actual).map(matches)) : impossible('it has no keys'));
}

/** Each finds an element of its own among those that `read` sees in the value. */
export function containElements(wanted: readonly Wanted[], read: typeof toList): Matcher {
  return (actual) => {
    const elements = read(actual);
    if (!elements) return noList();
    const missing = findUnpaired(wanted.length, elements.length, pairing(wanted, elements));
    return missing.length === 0
      ? { kind: 'match' }
      : { kind: 'no-match', why: `missing ${list(missing.map((at) => wanted[at]?.written))}` };
  };
}

/** Each finds an element of its own, and no element is left over. Text is not a list here. */
export function consistOf(wanted: readonly Wanted[]): Matcher {
  return (actual) => {
    const elements = elementsOf(actual);
    if (!elements) return noList();
    const fits = pairing(wanted, elements);
    const missing = findUnpaired(wanted.length, elements.length, fits);
    const extra = findUnpaired(elements.length, wanted.length, (element, one) => fits(one, element));
    if (missing.length + extra.length === 0) return { kind: 'match' };
    const why = [
      missing.length > 0 ? `missing ${list(missing.map((at) => wanted[at]?.written))}` : '',
      extra.length > 0 ? `not expected ${list(extra.map((at) => elements[at]))}` : '',
    ];
    return { kind: 'no-match', why: why.filter(Boolean).join(', ') };
  };
}

/** A list as it is, a map as its values; text has no elements. */
export function elementsOf(actual: Json): readonly Json[] | undefined {
  if (isList(actual)) return actual;
  return isMap(actual) ? Object.values(actual) : undefined;
}

function findMatch(verdicts: readonly Verdict[], why?: string): Verdict {
  const found = verdicts.find(({ kind }) => kind === 'match') ?? verdicts.find(({ kind }) => kind === 'impossible');
  return found ?? { ...verdict(false), ...(why === undefined ? {} : { why }) };
}

function noList(): Verdict {
  return impossible('it is not a list');
}

function pairing(wanted: readonly Wanted[], elements: readonly Json[]) {
  return (one: number, element: number): boolean => wanted[one]?.matches(elements[element] ?? null).kind === 'match';
}

function list(values: readonly (Json | undefined)[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
