import type { KnownStates } from './known-states.ts';

const BLOCKED = /^One or more requisites? failed: (.*)$/su;
const BETWEEN = ', ';

/**
 * Ids of the requisites that Salt says failed. It puts `, ` between them, and an id may hold that too: the list is read
 * as names of states that there are, and cut at each `, ` only where it cannot be.
 */
export function parseBlockers(comment: string, known: KnownStates): readonly string[] {
  const list = BLOCKED.exec(comment)?.[1];
  if (list === undefined) return [];
  return readNames(list, known.ids) ?? list.split(BETWEEN).map((name) => known.ids.get(name) ?? cutSls(name, known));
}

/** The list as ids of these names, as few as can be; undefined when it is no such list. Works from the list's end. */
function readNames(list: string, ids: ReadonlyMap<string, string>): readonly string[] | undefined {
  const starts = [0, ...[...list.matchAll(/, /g)].map(({ index }) => index + BETWEEN.length)];
  const best = new Map<number, readonly string[]>([[list.length + BETWEEN.length, []]]);
  for (const start of starts.toReversed()) {
    for (const [name, id] of ids) {
      const rest = best.get(start + name.length + BETWEEN.length);
      if (rest === undefined || !list.startsWith(name, start)) continue;
      const old = best.get(start);
      if (old === undefined || rest.length + 1 < old.length) best.set(start, [id, ...rest]);
    }
  }
  return best.get(0);
}

/** A name without the sls that it begins with; both may hold dots. */
function cutSls(name: string, known: KnownStates): string {
  const sls = [...known.slsNames]
    .filter((one) => name.startsWith(`${one}.`))
    .toSorted((a, b) => b.length - a.length)[0];
  return sls === undefined ? name : name.slice(sls.length + 1);
}
