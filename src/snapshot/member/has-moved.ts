import { isDeepStrictEqual } from 'node:util';
import { SalternError } from '../../contract/errors.ts';
import type { OtherFile, SnapshotManifest, SnapshotSummary } from '../../contract/snapshot.ts';
import type { Source } from '../../contract/source.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import type { MemberReading, ReadContext } from './read-member.ts';
import { hasSameOthers, readOthers } from './read-others.ts';
import { nameBadMember } from './stand-in.ts';
import { signingKindOf } from './signing-kind.ts';

interface SourceUse {
  readonly source: Source;
  readonly signal: AbortSignal;
}

/** Name of a repository that is not what was read of it any more, or cannot be asked; undefined: all are. */
export async function findMoved(
  readings: readonly MemberReading[],
  { source, signal }: SourceUse,
): Promise<string | undefined> {
  for (const { name, metadataDigest, member, others } of readings) {
    const digest = await source.metadataDigest(name, { signal }).catch(() => undefined);
    if (digest !== metadataDigest || !(await hasSameOthers(member, others))) return name;
  }
  return undefined;
}

/** Whether the source offers these members, each with the metadata that the snapshot has. One that cannot be asked has not. */
export async function hasSameMetadata(
  members: readonly string[],
  newest: SnapshotSummary,
  { source, signal }: SourceUse,
): Promise<boolean> {
  if (newest.members.length !== members.length) return false;
  for (const member of members) {
    const known = newest.members.find(({ name }) => name === member);
    const now = await source.metadataDigest(member, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      return error instanceof SalternError ? undefined : Promise.reject(error);
    });
    if (known === undefined || known.metadataDigest !== now) return false;
  }
  return true;
}

/**
 * Whether keys and signatures are those of the snapshot: they are changed without a word in the metadata. Throws
 * `BadMember`.
 */
export async function hasSameSigning({ members }: SnapshotManifest, options: ReadContext): Promise<boolean> {
  const { root, source, pool, signal } = options;
  for (const { name, others } of members) {
    const now = await nameBadMember(name, async () => {
      const member = await source.open(name, { pool, notes: LAYOUT.notes(root) }, { signal });
      return await readOthers(member, { paths: await member.others(), signal });
    });
    if (!isDeepStrictEqual(signingOf(now), signingOf(others ?? []))) return false;
  }
  return true;
}

function signingOf(others: readonly OtherFile[]): readonly OtherFile[] {
  return others.filter(({ path }) => signingKindOf(path) !== undefined);
}
