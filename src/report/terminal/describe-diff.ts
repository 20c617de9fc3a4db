import { shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { countChanges } from '../../contract/count-changes.ts';
import { PACKAGE_CHANGE_KINDS, type SnapshotDiff } from '../../contract/snapshot-diff.ts';
import { describeContent } from '../text/describe-content.ts';
import { listSome } from '../../base/text/list-some.ts';

/** How many packages changed in which way, and which, in two lines; a package of several repositories counts once. Pure. */
export function describeDiff(channel: string, diff: SnapshotDiff, columns: number): readonly string[] {
  const { changes } = diff;
  const beside = describeContent(diff);
  if (changes.length === 0) {
    return [shortenEnd(`changed since ${channel}: no package${beside === '' ? '' : `, but ${beside}`}`, columns)];
  }
  const groups = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const names = [...new Set(changes.filter((change) => change.kind === kind).map(({ name }) => cleanLine(name)))];
    return names.length === 0 ? [] : [{ kind, names: names.sort() }];
  });
  const list = (most: number): string =>
    `  ${groups.map(({ kind, names }) => `${listSome(names, most)} ${kind}`).join('; ')}`;
  const longest = Math.min(columns, Math.max(...groups.map(({ names }) => names.length)));
  const most = Array.from({ length: longest }, (_, index) => longest - index).find((n) => list(n).length <= columns);
  return [
    `changed since ${channel}: ${countChanges(changes)}`,
    shortenEnd(list(most ?? 1), columns),
    ...(beside === '' ? [] : [shortenEnd(`  and ${beside}`, columns)]),
  ];
}
