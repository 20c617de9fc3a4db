import type { InstallCheck } from '../../contract/snapshot.ts';

/** A member, and the absolute path of its repository. */
export type MemberPlace = readonly [member: string, path: string];

/** Members that machines have together, before and after. */
export interface SolvedGroup {
  /** The same for the same content, wherever it lies. */
  readonly key: string;
  readonly before: readonly MemberPlace[];
  readonly after: readonly MemberPlace[];
  /** `x86_64`: for whom no image says it. */
  readonly arch: string;
  /** What modules are made for: `platform:el8`. The same. */
  readonly platform: string;
}

/** A package that cannot be installed. */
export interface BrokenPackage {
  readonly member: string;
  /** `chrony-4.5-1.el9.x86_64` */
  readonly package: string;
  /** In the solver's words. */
  readonly reasons: readonly string[];
  /** Whether it came with the change; else it could be installed before. */
  readonly isNew: boolean;
  /** Platform whose image has something that it does not go with. Default: it cannot be installed anywhere. */
  readonly beside?: string;
}

/** What the solver said. */
export interface Solved {
  readonly broken: readonly BrokenPackage[];
  /** How many packages it was asked about. */
  readonly looked: number;
  /** Who looked. Empty: there was nothing to look at. */
  readonly checks: readonly InstallCheck[];
  /** What a person should know of who looked, one line each. */
  readonly notes: readonly string[];
}

/**
 * Says what cannot be installed of sets of members that machines have together; the paths are good until it answers. `work`:
 * absolute path of an empty folder. Throws `PROGRAM_MISSING` where nobody can say.
 */
export type Solver = (groups: readonly SolvedGroup[], work: string) => Promise<Solved>;

/** The same package may break in several groups, or in the images of several platforms: the first says it. Pure. */
export function joinSolved(parts: readonly Solved[]): Solved {
  const broken = parts.flatMap((part) => part.broken);
  // What cannot be installed anywhere need not be told of each image.
  const ordered = [...broken.filter(({ beside }) => beside === undefined), ...broken.filter(({ beside }) => beside)];
  const unique = new Map<string, BrokenPackage>();
  for (const one of ordered) {
    const key = `${one.member} ${one.package}`;
    if (!unique.has(key)) unique.set(key, one);
  }
  return {
    broken: [...unique.values()],
    looked: parts.reduce((sum, { looked }) => sum + looked, 0),
    checks: [...new Map(parts.flatMap(({ checks }) => checks).map((one) => [JSON.stringify(one), one])).values()],
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
  };
}
