import { reaches, type Reference } from './find-references.ts';

/** A reference with the file that it stands in, as Salt knows it: `ops-ssh/init.sls`. */
export interface PlacedReference extends Reference {
  readonly file: string;
}

/** Through what an instance has a formula that is not its own. */
export type Way =
  | { readonly kind: 'declared' }
  | {
      readonly kind: 'read';
      /** The formula that has the reference. */
      readonly by: string;
      readonly reference: PlacedReference;
    };

/**
 * The formulas that an instance needs beside its own, with the way to each: those that are declared, and those that any of
 * these reach by what Salt would read. `references`: by the name of the formula in whose tree they stand. Pure.
 */
export function reachTrees(
  own: string,
  declared: readonly string[],
  references: ReadonlyMap<string, readonly PlacedReference[]>,
): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>();
  const known = [...references.keys()];
  const visited = new Set<string>();
  // The nearest way is the one that explains most, so formulas are gone through in the order in which they are met.
  const todo = [own, ...declared];
  for (let by = todo.shift(); by !== undefined; by = todo.shift()) {
    if (visited.has(by)) continue;
    visited.add(by);
    for (const name of known) {
      if (name === own || name === by || ways.has(name)) continue;
      const reference = references.get(by)?.find((one) => reaches(one, name));
      if (reference === undefined) continue;
      ways.set(name, { kind: 'read', by, reference });
      todo.push(name);
    }
  }
  for (const name of declared) if (!ways.has(name)) ways.set(name, { kind: 'declared' });
  return ways;
}

/** For people: `ops-ssh includes ops-yum (ops-ssh/init.sls:3)`. */
export function describeWay(own: string, name: string, way: Way): string {
  if (way.kind === 'declared') return `${own} depends on ${name}`;
  const { by, reference } = way;
  const through = by === own ? '' : `, which ${own} needs`;
  return `${by} ${reference.how} ${name} (${reference.file}:${reference.line})${through}`;
}
