import { nameMatcher } from '../../base/text/match-name.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Hold } from '../../contract/gate-records.ts';
import type { PackageEntry } from '../../contract/snapshot.ts';
import { compareEvr, compareRpmVersions } from '../compare-evr.ts';

/** What a hold says of packages, whoever said it. */
export type HoldRule = Pick<Hold, 'name' | 'package' | 'most' | 'members'>;

/** A rule that is read once for many packages. */
export interface HoldLimit {
  readonly rule: HoldRule;
  /** The newest version that it lets through; undefined: none at all. */
  readonly most: Most | undefined;
  /** Whether it is about a package of that member. */
  isAbout(member: string, name: string): boolean;
  /** Whether it lets a package through that it is about. */
  allows(entry: PackageEntry): boolean;
}

/** Holds that have not expired; one whose end cannot be read does not end. Pure. */
export function holdsInForce(holds: readonly Hold[], now: Date): readonly Hold[] {
  return holds.filter(({ expires }) => !(Date.parse(expires) <= now.getTime()));
}

/** Throws `DERIVE_REFUSED` where `most` is no version. Pure. */
export function readLimit(rule: HoldRule): HoldLimit {
  const matches = nameMatcher(rule.package);
  const most = rule.most === undefined ? undefined : readMost(rule.name, rule.most);
  return {
    rule,
    most,
    isAbout: (member, name) => (rule.members?.includes(member) ?? true) && matches(name),
    allows: (entry) => most !== undefined && !isAbove(entry, most),
  };
}

/** `[epoch:]version[-release]`. */
export interface Most {
  readonly epoch: number;
  readonly version: string;
  /** Undefined: any. */
  readonly release: string | undefined;
}

function readMost(hold: string, text: string): Most {
  const [, epoch = '0', version, release] = /^(?:(\d+):)?([^-:\s]+)(?:-([^-:\s]+))?$/.exec(text) ?? [];
  if (version !== undefined) return { epoch: Number(epoch), version, release };
  throw new SalternError('DERIVE_REFUSED', `The hold '${hold}' says '${text}', which is no version of a package`, {
    hint: 'Write it as rpm does: [EPOCH:]VERSION[-RELEASE], such as 4.5 or 1:3.0.7-2.el9.',
  });
}

/** As in a dependency of rpm: a missing epoch is 0, a missing release is any. */
function isAbove(entry: PackageEntry, { epoch, version, release }: Most): boolean {
  if (release !== undefined) return compareEvr(entry, { epoch, version, release }) > 0;
  return entry.epoch > epoch || (entry.epoch === epoch && compareRpmVersions(entry.version, version) > 0);
}
