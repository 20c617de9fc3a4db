import { SalternError } from '../../contract/errors.ts';
import type { MemberManifest, SnapshotManifest } from '../../contract/snapshot.ts';
import { join } from 'node:path';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { checkInstallable, type MemberPlace, type Solved, type SolvedGroup } from '../solve/check-installable.ts';
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

/** Asks the solver what the change breaks, in each set of members that machines have together. */
export async function solveDerivation(
  { parent, members, work, isLenient }: SolveWishes,
  context: ToolContext & { readonly root: string; readonly groups: readonly (readonly string[])[] },
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
    return { before, after, arch: archOf(own.map(({ manifest }) => manifest)) };
  });
  try {
    return { solved: await checkInstallable({ groups: solvedGroups, work: join(work, 'solver') }, context), notes: [] };
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
function archOf(members: readonly MemberManifest[]): string {
  const counts = new Map<string, number>();
  for (const { arch } of members.flatMap(({ packages }) => packages)) counts.set(arch, (counts.get(arch) ?? 0) + 1);
  for (const none of ['noarch', 'src', 'nosrc', 'i386', 'i586', 'i686']) counts.delete(none);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? 'x86_64';
}
