import type { MemberManifest, SnapshotManifest } from '../contract/snapshot.ts';
import type { StaleMember } from '../contract/stale.ts';
import type { Pool } from '../contract/source.ts';
import { type BuildContext, buildSnapshot } from './build-snapshot.ts';
import { contentDigest, snapshotDigest } from './member/content-digest.ts';
import { findMoved, hasSameMetadata, hasSameSigning } from './member/has-moved.ts';
import { readMember, type MemberReading, type ReadContext } from './member/read-member.ts';
import { BadMember, nameBadMember, type StandIn } from './member/stand-in.ts';
import { readSnapshot } from './root/read-snapshot.ts';
import { findWholeNewest } from './root/find-whole-newest.ts';

export interface TakeContext extends ReadContext, BuildContext {
  readonly pool: Pool;
}

/** What a snapshot of now is, whether it had to be made or was there. */
export interface TakenMembers {
  readonly manifest: SnapshotManifest;
  readonly created: boolean;
  /** Those that another one stands in for. */
  readonly stale: readonly StaleMember[];
}

/** `moved`: a repository moved meanwhile, nothing was made. */
export type Taken =
  | { readonly kind: 'taken'; readonly created: TakenMembers }
  | { readonly kind: 'moved'; readonly member: string };

/**
 * Takes the members once, with those that stand in for others. Throws `BadMember` for one that cannot be taken, and what
 * `buildSnapshot` throws.
 */
export async function takeOnce(
  members: readonly string[],
  standIns: ReadonlyMap<string, StandIn>,
  options: TakeContext,
): Promise<Taken> {
  const { root, progress } = options;
  const stale = [...standIns.values()].map((standIn) => standIn.stale).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const newest = await findWholeNewest(root);
  if (newest !== undefined && (await hasSameMetadata(members, newest, options))) {
    const manifest = await readSnapshot(root, newest.id);
    if (await hasSameSigning(manifest, options)) return taken(manifest, { created: false, stale });
  }
  const readings: MemberReading[] = [];
  try {
    for (const member of members) {
      progress({ kind: 'metadata', member });
      readings.push(await nameBadMember(member, () => readMember(member, options)));
    }
    const manifests = readings.map((reading) => toManifest(reading, standIns.get(reading.name)?.stale));
    if (newest?.digest === snapshotDigest(manifests)) {
      const member = await findMoved(readings, options);
      if (member !== undefined) return { kind: 'moved', member };
      return taken(await readSnapshot(root, newest.id), { created: false, stale });
    }
    let member: string | undefined;
    const isStill = async (): Promise<boolean> => (member = await findMoved(readings, options)) === undefined;
    const manifest = await buildSnapshot({ readings, members: manifests, isStill }, options);
    if (manifest === undefined) return { kind: 'moved', member: member ?? '' };
    return taken(manifest, { created: true, stale });
  } catch (error) {
    // A mirror that is being written lacks files for a moment: that is no damage.
    const member = error instanceof BadMember ? await findMoved(readings, options) : undefined;
    if (member !== undefined) return { kind: 'moved', member };
    throw error;
  }
}

function taken(manifest: SnapshotManifest, rest: Omit<TakenMembers, 'manifest'>): Taken {
  return { kind: 'taken', created: { manifest, ...rest } };
}

function toManifest(reading: MemberReading, staleMember: StaleMember | undefined): MemberManifest {
  const { name, member, metadataDigest, packages, documents, items, others } = reading;
  const entries = packages.map(({ entry }) => entry);
  const digest = contentDigest({ packages: entries, documents, others });
  const beside = { ...(items.length === 0 ? {} : { items }), ...(others.length === 0 ? {} : { others }) };
  const stale = staleMember && { stale: { since: staleMember.since, why: staleMember.why } };
  const from = member.origin === undefined ? {} : { origin: member.origin };
  return { name, metadataDigest, contentDigest: digest, ...from, ...stale, ...beside, packages: entries };
}
