import { describePackageChange } from '../../contract/list-package-changes.ts';
import { listSome } from '../../base/text/list-some.ts';
import type { ChangedSince } from './list-changed.ts';
import { code, text } from './markdown.ts';

/** Packages of one list, and instances that have it. */
const MOST = 20;

/** Packages that changed since the last pass, the same on several instances once. Pure. */
export function renderChanged(changed: readonly ChangedSince[]): readonly string[] {
  if (changed.length === 0) return [];
  const groups = Map.groupBy(changed, ({ changes }) => changes.map(describePackageChange).join('\n'));
  const lines = [...groups.values()].map((group) => {
    const names = listSome(
      group.map(({ instance }) => code(instance)),
      MOST,
    );
    const changes = listSome(
      (group[0]?.changes ?? []).map((one) => text(describePackageChange(one))),
      MOST,
    );
    return `- ${names}: ${changes}`;
  });
  return [`### Packages that changed since the last pass\n\n${lines.join('\n')}`];
}
