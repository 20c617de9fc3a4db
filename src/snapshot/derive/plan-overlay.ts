import { SalternError } from '../../contract/errors.ts';
import type { MemberManifest, PackageEntry, SnapshotManifest } from '../../contract/snapshot.ts';
import { compareEvr } from '../compare-evr.ts';
import { type AddedPackage, formatNevra, type MemberChange } from './change-plan.ts';
import { readLimit, type HoldRule } from './hold-limit.ts';

export interface OverlayWish {
  /** Packages that somebody gave. */
  readonly packages: readonly AddedPackage[];
  /** Where they go. Default: the member that they come from, else the one that has a package of that name, else the only one. */
  readonly member?: string | undefined;
  /** Whether other versions of the same names go, in that member. Default: they stay beside the new ones. */
  readonly isReplacing: boolean;
  /** Holds that count: nothing gets past them. */
  readonly rules: readonly HoldRule[];
}

export interface OverlayPlan {
  readonly changes: readonly MemberChange[];
  /** What a person should know, one line each. */
  readonly notes: readonly string[];
}

/**
 * Packages that come in addition to what a snapshot holds. What is there already is left out. Pure. Throws
 * `DERIVE_REFUSED` for one that is there with other bytes, for one that a hold does not let through, and where nobody can
 * say to which member it belongs.
 */
export function planOverlay({ members }: Pick<SnapshotManifest, 'members'>, wish: OverlayWish): OverlayPlan {
  const notes: string[] = [];
  const changes = new Map<string, { dropped: Set<string>; added: AddedPackage[] }>();
  for (const one of wish.packages) {
    const member = chooseMember(members, one, wish.member);
    expectAllowed(wish.rules, member.name, one.entry);
    if (member.packages.some(({ pkgid }) => pkgid === one.entry.pkgid)) {
      notes.push(`'${formatNevra(one.entry)}' is in '${member.name}' already`);
      continue;
    }
    expectNew(members, { one: one.entry, member: member.name, isReplacing: wish.isReplacing });
    const others = member.packages.filter(({ name, arch }) => name === one.entry.name && arch === one.entry.arch);
    const change = changes.get(member.name) ?? { dropped: new Set<string>(), added: [] };
    if (change.added.some(({ entry }) => entry.pkgid === one.entry.pkgid)) continue;
    changes.set(member.name, change);
    change.added.push(one);
    if (wish.isReplacing) for (const { pkgid } of others) change.dropped.add(pkgid);
    else notes.push(...tellNewer(others, one.entry, member.name));
  }
  return { changes: [...changes].map(([member, change]) => ({ member, ...change })), notes };
}

function chooseMember(
  members: readonly MemberManifest[],
  { entry, origin }: AddedPackage,
  wanted: string | undefined,
): MemberManifest {
  const named = wanted ?? (origin.kind === 'snapshot' ? origin.member : undefined);
  const having = members.filter(({ packages }) => packages.some(({ name }) => name === entry.name));
  const fitting =
    named === undefined ? (having.length > 0 ? having : members) : members.filter(({ name }) => name === named);
  const [member, other] = fitting;
  if (member !== undefined && other === undefined) return member;
  const all = members.map(({ name }) => `'${name}'`).join(', ');
  if (member === undefined && named !== undefined) {
    throw new SalternError('DERIVE_REFUSED', `There is no member '${named}' in the snapshot`, {
      hint: `There are ${all}.`,
    });
  }
  throw new SalternError('DERIVE_REFUSED', `'${formatNevra(entry)}' may belong to several members`, {
    hint: `Say with '--member' which of ${all} it goes to.`,
  });
}

function expectAllowed(rules: readonly HoldRule[], member: string, entry: PackageEntry): void {
  const stopping = rules.map(readLimit).find((limit) => limit.isAbout(member, entry.name) && !limit.allows(entry));
  if (stopping === undefined) return;
  throw new SalternError(
    'DERIVE_REFUSED',
    `'${formatNevra(entry)}' is to be added, and the hold '${stopping.rule.name}' does not let it through`,
    { hint: 'Change or remove the hold, or leave the package out.' },
  );
}

interface Newcomer {
  readonly one: PackageEntry;
  readonly member: string;
  readonly isReplacing: boolean;
}

/** Of two files with one name and version clients take either: nobody could say what was tested. */
function expectNew(members: readonly MemberManifest[], { one, member, isReplacing }: Newcomer): void {
  for (const { name, packages } of members) {
    if (isReplacing && name === member) continue;
    const same = packages.find((other) => formatNevra(other) === formatNevra(one) && other.pkgid !== one.pkgid);
    if (same === undefined) continue;
    throw new SalternError('DERIVE_REFUSED', `'${formatNevra(one)}' is in '${name}' already, with other bytes`, {
      hint:
        name === member
          ? "Give it a release of its own, or put it in the other's place with '--replace'."
          : 'Give it a release of its own.',
    });
  }
}

function tellNewer(others: readonly PackageEntry[], entry: PackageEntry, member: string): readonly string[] {
  const newer = others.find((other) => compareEvr(other, entry) > 0);
  if (newer === undefined) return [];
  return [
    `'${formatNevra(entry)}' is older than '${formatNevra(newer)}' in '${member}', which clients take; '--replace' puts it in its place`,
  ];
}
