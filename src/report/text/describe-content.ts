import { cleanLine } from '../../base/text/clean-text.ts';
import { contentWord } from '../../contract/count-changes.ts';
import type { SnapshotDiff } from '../../contract/snapshot-diff.ts';
import { listSome } from '../../base/text/list-some.ts';

/** Names of one kind. */
const MOST = 3;

/**
 * `module nodejs:18 changed; signing key RPM-GPG-KEY-base added`: what differs beside packages, what is in several
 * repositories once; empty where nothing does. Pure.
 */
export function describeContent({ content, onlyMetadata }: Pick<SnapshotDiff, 'content' | 'onlyMetadata'>): string {
  const groups = Map.groupBy(content, ({ kind, change }) => `${kind} ${change}`);
  const named = [...groups.values()].flatMap((group) => {
    const [first] = group;
    const names = [...new Set(group.map(({ name }) => cleanLine(name)))];
    return first === undefined
      ? []
      : [`${contentWord(first.kind, names.length)} ${listSome(names, MOST)} ${first.change}`];
  });
  const told = new Set(content.map(({ member }) => member));
  const others = onlyMetadata.filter((member) => !told.has(member)).map(cleanLine);
  return [...named, ...(others.length === 0 ? [] : [`modules, groups or advisories of ${others.join(', ')}`])].join(
    '; ',
  );
}
