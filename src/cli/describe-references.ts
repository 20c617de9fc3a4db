import type { SnapshotReference } from '../contract/snapshot-references.ts';

/** `10 results, 1 run with instances`: what refers to a snapshot, besides channels; empty when nothing does. */
export function describeReferences(references: readonly SnapshotReference[], id: string): string {
  const of = (kind: SnapshotReference['kind']): readonly string[] =>
    references.filter((one) => one.snapshot === id && one.kind === kind).map(({ by }) => by);
  const count = (names: readonly string[], word: string, words: string): readonly string[] =>
    names.length === 0 ? [] : [`${names.length} ${names.length === 1 ? word : words}`];
  return [
    ...count(of('evidence'), 'result', 'results'),
    ...count(of('waiver'), 'waiver', 'waivers'),
    ...count(of('derived'), 'derived snapshot', 'derived snapshots'),
    ...count(of('decision'), 'decision that matters', 'decisions that matter'),
    ...count(of('night'), 'of the last nights', 'of the last nights'),
    ...count(of('run'), 'run with instances', 'runs with instances'),
  ].join(', ');
}
