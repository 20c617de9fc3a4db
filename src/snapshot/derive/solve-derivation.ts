import { join } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import type { PackageEntry, SnapshotManifest } from '../../contract/snapshot.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { checkInstallable } from '../solve/check-installable.ts';
import type { MemberPlace, Solved, SolvedGroup, Solver } from '../solve/solver.ts';
import type { ToolContext } from '../tools/run-tool.ts';
import type { DerivedMember } from './gather-member.ts';

export interface SolveWishes {
  readonly parent: SnapshotManifest;
  readonly members: readonly DerivedMember[];
  /** Absolute path of a folder. */
  readonly work: string;
  /** Whether it is no trouble that nobody can say. */
  readonly isLenient: boolean;
}

export interface SolveContext extends ToolContext {
  readonly root: string;
  /** Members that machines have together. */
  readonly groups: readonly (readonly string[])[];
  /** Default: the dnf of this machine. */
  readonly solver?: Solver;
}

/** Asks the solver what the change breaks, in each set of members that machines have together. */
export async function solveDerivation(
  { parent, members, work, isLenient }: SolveWishes,
  context: SolveContext,
): Promise<{ readonly solved: Solved | undefined; readonly notes: readonly string[] }> {
  const changed = members.filter(({ manifest }, at) => manifest !== parent.members[at]);
  const groups = chooseGroups(
    changed.map(({ manifest }) => manifest.name),
    context.groups,
  );
  const solvedGroups = groups.map((names): SolvedGroup => {
    const own = members.filter(({ manifest }) => names.includes(manifest.name));
    const before = own.map(({ manifest: { name } }): MemberPlace => [
      name,
      LAYOUT.member(context.root, parent.id, name),
    ]);
    const after = own.map(({ manifest: { name }, directory }): MemberPlace => [name, directory]);
    const packages = own.flatMap(({ manifest }) => manifest.packages);
    const key = own.map(({ manifest: { name, contentDigest } }) => `${name} ${contentDigest}`).join('\n');
    return { key, before, after, arch: archOf(packages), platform: platformOf(packages) };
  });
  const { solver = (all, folder) => checkInstallable({ groups: all, work: folder }, context) } = context;
  try {
    const solved = await solver(solvedGroups, join(work, 'solver'));
    return { solved, notes: solved.notes };
  } catch (error) {
    if (!isLenient || !(error instanceof SalternError) || error.code !== 'PROGRAM_MISSING') throw error;
    return { solved: undefined, notes: [`nobody asked whether packages can be installed: ${error.message}`] };
  }
}

/** Sets that have a changed member; one that no machine has is looked at alone. Pure. */
function chooseGroups(
  changed: readonly string[],
  groups: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const alone = changed.filter((name) => !groups.some((group) => group.includes(name))).map((name) => [name]);
  const together = groups.filter((group) => group.some((name) => changed.includes(name)));
  const unique = new Map([...together, ...alone].map((group) => [group.toSorted().join(' '), group]));
  return [...unique.values()];
}

/** What most packages are for: i686 comes second on x86_64. Pure. */
function archOf(packages: readonly PackageEntry[]): string {
  const none = ['noarch', 'src', 'nosrc', 'i386', 'i586', 'i686'];
  return mostOf(packages.map(({ arch }) => arch).filter((arch) => !none.includes(arch))) ?? 'x86_64';
}

/** What modules are made for, `platform:el8`, as most packages say in their release. Pure. */
function platformOf(packages: readonly PackageEntry[]): string {
  const release = mostOf(packages.flatMap((entry) => /\.(el\d+|fc\d+)/.exec(entry.release)?.[1] ?? []));
  return `platform:${release?.replace('fc', 'f') ?? 'none'}`;
}

function mostOf(words: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(words, (word) => word)];
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
