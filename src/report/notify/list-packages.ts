import { cleanName } from '../../base/text/clean-text.ts';
import type { PackageChanges } from '../../contract/night.ts';
import type { PackageChange } from '../../contract/snapshot-diff.ts';
import { shorten } from './shorten.ts';

const MOST = 12;
/** Characters of a line. */
const MOST_SIGNS = 200;

/**
 * What changed, a line for each package: `chrony 4.5-1 → 4.5-2`. The same change in several repositories is one line;
 * where there are many, the last line counts the rest. Pure.
 */
export function listPackages(changed: PackageChanges | undefined): readonly string[] {
  const lines = [
    ...new Set((changed?.changes ?? []).map((change) => shorten(cleanName(describe(change)), MOST_SIGNS))),
  ];
  const rest = lines.length - MOST;
  return rest <= 1 ? lines : [...lines.slice(0, MOST), `and ${rest} more`];
}

function describe(change: PackageChange): string {
  switch (change.kind) {
    case 'upgraded':
      return `${change.name} ${change.from} → ${change.to}`;
    case 'downgraded':
      return `${change.name} ${change.from} → ${change.to}, which is older`;
    case 'rebuilt':
      return `${change.name} ${change.to} rebuilt`;
    case 'moved':
      return `${change.name} ${change.to} moved from ${change.fromMember} to ${change.member}`;
    case 'added':
      return `${change.name} ${change.to} added`;
    case 'removed':
      return `${change.name} ${change.from} removed`;
    default:
      return change satisfies never;
  }
}
