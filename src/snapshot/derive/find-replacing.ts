import { nameMatcher } from '../../base/text/match-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { PackageEntry, SnapshotManifest } from '../../contract/snapshot.ts';
import { compareEvr, compareRpmVersions, type Evr } from '../compare-evr.ts';
import { formatNevra } from './change-plan.ts';
import { type HoldLimit, type HoldRule, readLimit } from './hold-limit.ts';

/** A package that machines would have in place of one that a hold keeps. */
export interface Replacing {
  readonly member: string;
  readonly entry: PackageEntry;
  /** Name of the package that is kept. */
  readonly kept: string;
}

type Packages = Pick<SnapshotManifest, 'members'>;

/**
 * Packages of a snapshot, of whichever member, that obsolete what a hold keeps: dnf installs them in its place, at an upgrade
 * and where it is asked for by name. A package that only provides the name replaces nothing. Pure.
 */
export function findReplacing({ members }: Packages, limit: HoldLimit): readonly Replacing[] {
  const { rule, most } = limit;
  if (most === undefined) return [];
  const matches = nameMatcher(rule.package);
  const own = members.flatMap(({ name, packages }) => packages.filter((entry) => limit.isAbout(name, entry.name)));
  const left = Map.groupBy(
    own.filter((entry) => limit.allows(entry)),
    ({ name }) => name,
  );
  // Where the snapshot has it no more, machines still have it, up to the newest that is let through.
  const isReplaced = (text: string): boolean => {
    const { name, covers } = readObsoleted(text);
    if (!matches(name)) return false;
    return (left.get(name) ?? [{ ...most, release: most.release ?? '' }]).some(covers);
  };
  return members.flatMap(({ name: member, packages }) =>
    packages.flatMap((entry) => {
      const kept = entry.obsoletes?.find(isReplaced);
      return kept === undefined || matches(entry.name) ? [] : [{ member, entry, kept: readObsoleted(kept).name }];
    }),
  );
}

/** Throws `DERIVE_REFUSED` where a hold would not keep what it is for. Pure. */
export function expectNoneReplaced(packages: Packages, rules: readonly HoldRule[]): void {
  for (const rule of rules) {
    const [first] = findReplacing(packages, readLimit(rule));
    if (first === undefined) continue;
    const { entry, member, kept } = first;
    throw new SalternError(
      'DERIVE_REFUSED',
      `The hold '${rule.name}' would not keep '${kept}': '${formatNevra(entry)}' of '${member}' obsoletes it, and machines get that in its place`,
      { hint: `Hold '${entry.name}' too, at an older version or altogether; or let '${kept}' go.` },
    );
  }
}

/** As in a dependency of rpm: a missing release is any. */
function readObsoleted(text: string): { readonly name: string; readonly covers: (one: Evr) => boolean } {
  const [name = '', operator, bound = ''] = text.split(' ');
  const [, epoch = '0', version = '', release] = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(bound) ?? [];
  const order = (one: Evr): number =>
    release === undefined
      ? one.epoch - Number(epoch) || compareRpmVersions(one.version, version)
      : compareEvr(one, { epoch: Number(epoch), version, release });
  return {
    name,
    covers: (one) =>
      operator === undefined ||
      (operator.includes('<') && order(one) < 0) ||
      (operator.includes('>') && order(one) > 0) ||
      (operator.includes('=') && order(one) === 0),
  };
}
