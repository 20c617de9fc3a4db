import { packageOf } from '../base/rpm/installed-builds.ts';
import { nameMatcher } from '../base/text/match-name.ts';
import type { PackageEntry } from '../contract/snapshot.ts';

/** A repository as far as it matters where a package is from. */
export interface MemberPackages {
  readonly name: string;
  readonly packages: readonly Pick<PackageEntry, 'name' | 'arch' | 'epoch' | 'version' | 'release' | 'built'>[];
}

/** What an instance has installed, and what it might have. */
export interface Installed {
  /** As `BaseComparison.beyond`. */
  readonly beyond: readonly string[];
  /** Names of the members that it had. */
  readonly members: readonly string[];
}

/** Keys that packages are signed with stand among the installed packages and are none: no package is of no architecture. */
const NO_PACKAGE = /^gpg-pubkey-[^-]+-[^-]+\.\(none\)$/;

/**
 * Finds of instances the installed packages that neither their base image nor the members which they had hold. A package of
 * the same name and version that was built at another time is another one: it is marked `(another build)`. `allow`: names of
 * packages, or globs, that may be from anywhere. Pure; what members hold is gone through once for all of `instances`.
 */
export function findForeignPackages(
  members: readonly MemberPackages[],
  instances: readonly Installed[],
  allow: readonly string[],
): readonly (readonly string[])[] {
  const wanted = new Set(instances.flatMap(({ beyond }) => beyond.map(packageOf)));
  const held = new Map(members.map((member) => [member.name, holdOf(member, wanted)]));
  const isAllowed = allowed(allow);
  return instances.map(({ beyond, members: names }) => {
    const own = names.flatMap((name) => held.get(name) ?? []);
    return beyond.flatMap((build) => {
      const name = packageOf(build);
      if (NO_PACKAGE.test(name) || isAllowed(name) || own.some((hold) => hold.has(build) || hold.has(name))) return [];
      const isThere = own.some((hold) => hold.names.has(name));
      return [isThere ? `${name} (another build)` : name];
    });
  });
}

/** Builds of one member; those of which nobody knows when they were built by name alone. */
interface Hold {
  has(build: string): boolean;
  readonly names: ReadonlySet<string>;
}

function holdOf({ packages }: MemberPackages, wanted: ReadonlySet<string>): Hold {
  const names = new Set<string>();
  const builds = new Set<string>();
  for (const entry of packages) {
    const name = nameOf(entry);
    if (!wanted.has(name)) continue;
    names.add(name);
    builds.add(entry.built === undefined ? name : `${name} ${entry.built}`);
  }
  return { has: (build) => builds.has(build), names };
}

function nameOf({ name, arch, epoch, version, release }: MemberPackages['packages'][number]): string {
  return `${name}-${epoch === 0 ? '' : `${epoch}:`}${version}-${release}.${arch}`;
}

function allowed(globs: readonly string[]): (name: string) => boolean {
  const matchers = globs.map(nameMatcher);
  return (name) => {
    const short = name.replace(/-[^-]+-[^-]+$/, '');
    return matchers.some((matches) => matches(short) || matches(name));
  };
}
