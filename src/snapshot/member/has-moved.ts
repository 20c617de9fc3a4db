import { isDeepStrictEqual } from 'node:util';
import type { OtherFile, SnapshotManifest, SnapshotSummary } from '../../contract/snapshot.ts';
import type { Source } from '../../contract/source.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import type { MemberReading, ReadContext } from './read-member.ts';
import { hasSameOthers, readOthers } from './read-others.ts';
import { signingKindOf } from './signing-kind.ts';

interface SourceUse {
  readonly source: Source;
  readonly signal: AbortSignal;
}

/** Whether one of the repositories is not what was read of it any more, or cannot be asked. */
export async function hasMoved(readings: readonly MemberReading[], { source, signal }: SourceUse): Promise<boolean> {
  for (const { name, metadataDigest, member, others } of readings) {
    const digest = await source.metadataDigest(name, { signal }).catch(() => undefined);
    if (digest !== metadataDigest || !(await hasSameOthers(member, others))) return true;
  }
  return false;
}

/** Whether the source offers these members, each with the metadata that the snapshot has. */
export async function hasSameMetadata(
  members: readonly string[],
  newest: SnapshotSummary,
  { source, signal }: SourceUse,
): Promise<boolean> {
  if (newest.members.length !== members.length) return false;
  for (const member of members) {
    const known = newest.members.find(({ name }) => name === member);
    if (known === undefined || known.metadataDigest !== (await source.metadataDigest(member, { signal }))) return false;
  }
  return true;
}

/** Whether keys and signatures are those of the snapshot: they are changed without a word in the metadata. */
export async function hasSameSigning({ members }: SnapshotManifest, options: ReadContext): Promise<boolean> {
  const { root, source, pool, signal } = options;
  for (const { name, others } of members) {
    const member = await source.open(name, { pool, notes: LAYOUT.notes(root) }, { signal });
    const now = await readOthers(member, { signal });
    if (!isDeepStrictEqual(signingOf(now), signingOf(others ?? []))) return false;
  }
  return true;
}

function signingOf(others: readonly OtherFile[]): readonly OtherFile[] {
  return others.filter(({ path }) => signingKindOf(path) !== undefined);
}
