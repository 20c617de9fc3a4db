import { SalternError } from '../../contract/errors.ts';
import type { PackageEntry, SnapshotManifest } from '../../contract/snapshot.ts';
import { compareEvr } from '../compare-evr.ts';
import { type AddedPackage, formatNevra, type MemberChange } from './change-plan.ts';
import { type HoldLimit, readLimit, type HoldRule } from './hold-limit.ts';

/** An older snapshot, or undefined when there are no more; the nearest first. */
export type NextEarlier = () => Promise<SnapshotManifest | undefined>;

export interface HoldPlan {
  readonly changes: readonly MemberChange[];
  /** What a person should know, one line each. */
  readonly notes: readonly string[];
}

/**
 * What a snapshot must be without, and what comes in its place: of each name that a hold takes something of, the newest
 * that it lets through, of the nearest earlier snapshot that has one. A name that stays in a version that is let through
 * needs none. Throws `DERIVE_REFUSED` where there is none, where a hold is about nothing that any snapshot has, and for a
 * package of a module.
 */
export async function planHolds(
  { members }: Pick<SnapshotManifest, 'members'>,
  rules: readonly HoldRule[],
  next: NextEarlier,
): Promise<HoldPlan> {
  const limits = rules.map(readLimit);
  const taken = members.flatMap(({ name: member, packages }) => {
    const dropped = packages.filter((entry) => isStopped(limits, member, entry));
    return dropped.length === 0
      ? []
      : [{ member, dropped, missing: findMissing(limits, { member, packages, dropped }) }];
  });
  for (const { dropped } of taken) expectNoModule(dropped);
  const seen = new Set(limits.filter((limit) => isAboutSome(limit, members)));
  const notes: string[] = [];
  const added = new Map(taken.map(({ member }) => [member, [] as AddedPackage[]]));
  const lacking = new Map(taken.map(({ member, missing }) => [member, new Map(missing)]));
  const isDone = () => seen.size === limits.length && [...lacking.values()].every(({ size }) => size === 0);
  while (!isDone()) {
    const earlier = await next();
    if (earlier === undefined) break;
    for (const limit of limits) {
      if (seen.has(limit) || !isAboutSome(limit, earlier.members)) continue;
      seen.add(limit);
      notes.push(`hold '${limit.rule.name}': nothing in it is '${limit.rule.package}' any more`);
    }
    for (const [member, wanted] of lacking) {
      const found = findReplacements(limits, { earlier, member, wanted });
      for (const { entry } of found) wanted.delete(entry.name);
      added.get(member)?.push(...found);
    }
  }
  expectSeen(limits, seen);
  for (const [member, wanted] of lacking) expectFound(member, wanted);
  const changes = taken.map(({ member, dropped }) => ({
    member,
    dropped: new Set(dropped.map(({ pkgid }) => pkgid)),
    added: added.get(member) ?? [],
  }));
  return { changes, notes };
}

function isStopped(limits: readonly HoldLimit[], member: string, entry: PackageEntry): boolean {
  return limits.some((limit) => limit.isAbout(member, entry.name) && !limit.allows(entry));
}

function isAboutSome(limit: HoldLimit, members: SnapshotManifest['members']): boolean {
  return members.some(({ name, packages }) => packages.some((entry) => limit.isAbout(name, entry.name)));
}

/** Names that lost an arch and need another version for it, each with the rule that says how much; none where all goes. */
type Missing = ReadonlyMap<string, { readonly limit: HoldLimit; readonly arches: ReadonlySet<string> }>;

interface Taken {
  readonly member: string;
  readonly packages: readonly PackageEntry[];
  readonly dropped: readonly PackageEntry[];
}

function findMissing(limits: readonly HoldLimit[], { member, packages, dropped }: Taken): Missing {
  const gone = new Set(dropped);
  const names = new Set(dropped.map(({ name }) => name));
  const kept = new Set(
    packages.filter((one) => names.has(one.name) && !gone.has(one)).map(({ name, arch }) => `${name}\t${arch}`),
  );
  const missing = new Map<string, { limit: HoldLimit; arches: Set<string> }>();
  for (const entry of dropped) {
    const stopping = limits.filter((limit) => limit.isAbout(member, entry.name) && !limit.allows(entry));
    const [limit] = stopping;
    // A hold without a version wants the package away.
    if (limit === undefined || stopping.some(({ rule }) => rule.most === undefined)) continue;
    if (kept.has(`${entry.name}\t${entry.arch}`)) continue;
    const known = missing.get(entry.name) ?? { limit, arches: new Set<string>() };
    known.arches.add(entry.arch);
    missing.set(entry.name, known);
  }
  return missing;
}

interface Search {
  readonly earlier: SnapshotManifest;
  readonly member: string;
  readonly wanted: Missing;
}

/** All arches of the newest version that is let through: a package may have become noarch since. */
function findReplacements(limits: readonly HoldLimit[], { earlier, member, wanted }: Search): readonly AddedPackage[] {
  const packages = earlier.members.find(({ name }) => name === member)?.packages ?? [];
  const fitting = packages.filter((entry) => wanted.has(entry.name) && !isStopped(limits, member, entry));
  const byName = Map.groupBy(fitting, ({ name }) => name);
  return [...byName].flatMap(([name, entries]) => {
    const newest = entries.reduce((best, entry) => (compareEvr(entry, best) > 0 ? entry : best));
    const arches = wanted.get(name)?.arches ?? new Set();
    const same = entries.filter((entry) => compareEvr(entry, newest) === 0);
    const own = same.filter(({ arch }) => arches.has(arch));
    const origin = { kind: 'snapshot', id: earlier.id, member } as const;
    return (own.length > 0 ? own : same).map((entry): AddedPackage => ({ entry, origin }));
  });
}

function expectSeen(limits: readonly HoldLimit[], seen: ReadonlySet<HoldLimit>): void {
  const unseen = limits.find((limit) => !seen.has(limit));
  if (unseen === undefined) return;
  const { name, package: pattern, members } = unseen.rule;
  const where = members === undefined ? '' : ` of ${members.map((member) => `'${member}'`).join(', ')}`;
  throw new SalternError(
    'DERIVE_REFUSED',
    `The hold '${name}' is about '${pattern}', and no package${where} in any snapshot is called that`,
    { hint: 'A hold that is misspelt holds nothing: correct its name, or remove it.' },
  );
}

function expectFound(member: string, wanted: Missing): void {
  const [first] = wanted;
  if (first === undefined) return;
  const [name, { limit }] = first;
  throw new SalternError(
    'DERIVE_REFUSED',
    `The hold '${limit.rule.name}' lets nothing newer than '${limit.rule.most}' of '${name}' through, and no earlier snapshot has that in '${member}'`,
    {
      hint: "Name a newer version, with its epoch where the package has one ('3:2-1'). Snapshots that were pruned cannot be asked.",
    },
  );
}

/** A module is one thing: its packages are seen or hidden together, by what its metadata says of them. */
function expectNoModule(dropped: readonly PackageEntry[]): void {
  const one = dropped.find(({ release }) => /\.module[_+]/.test(release));
  if (one === undefined) return;
  throw new SalternError(
    'DERIVE_REFUSED',
    `'${formatNevra(one)}' belongs to a module, whose packages cannot be held one by one`,
    { hint: 'Hold the platform on an older snapshot, or disable the stream on the machines.' },
  );
}
