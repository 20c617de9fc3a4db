import type { SalternError } from '../../contract/errors.ts';
import type { MemberManifest, SnapshotManifest } from '../../contract/snapshot.ts';
import type { StaleMember } from '../../contract/stale.ts';
import type { Source } from '../../contract/source.ts';
import { isSourceTrouble } from '../../contract/source-trouble.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { openKept } from './open-kept.ts';

/** A member could not be taken; `cause` says why. */
export class BadMember extends Error {
  override readonly name = 'BadMember';
  readonly member: string;
  override readonly cause: SalternError;

  constructor(member: string, cause: SalternError) {
    super(cause.message);
    this.member = member;
    this.cause = cause;
  }
}

/** Does `work` on a member; that it cannot be taken becomes `BadMember`. */
export async function nameBadMember<T>(member: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSourceTrouble(error)) throw new BadMember(member, error);
    throw error;
  }
}

/** A member of the newest snapshot, in place of one that cannot be taken. */
export interface StandIn {
  readonly stale: StaleMember;
  readonly member: MemberManifest;
  /** Absolute folder of the member in that snapshot. */
  readonly folder: string;
}

/** What stands in for a bad member; undefined: the snapshot has none of that name. */
export function findStandIn(
  root: string,
  newest: SnapshotManifest | undefined,
  { member: name, cause }: BadMember,
): StandIn | undefined {
  const member = newest?.members.find((one) => one.name === name);
  if (newest === undefined || member === undefined) return undefined;
  // It may have been stale there already: then its content is older than that snapshot.
  const since = member.stale?.since ?? newest.createdAt;
  const folder = LAYOUT.member(root, newest.id, name);
  return { stale: { name, since, why: cause.message }, member, folder };
}

/** The source, with members of the newest snapshot in place of those that cannot be taken. */
export function withStandIns(source: Source, standIns: ReadonlyMap<string, StandIn>): Source {
  if (standIns.size === 0) return source;
  return {
    name: source.name,
    title: source.title,
    members: (context) => source.members(context),
    async metadataDigest(name, context) {
      return standIns.get(name)?.member.metadataDigest ?? (await source.metadataDigest(name, context));
    },
    async open(name, target, context) {
      const standIn = standIns.get(name);
      if (standIn === undefined) return await source.open(name, target, context);
      const { folder, member } = standIn;
      const kept = await openKept({ folder, others: member.others ?? [], pool: target.pool, signal: context.signal });
      return member.origin === undefined ? kept : { ...kept, origin: member.origin };
    },
  };
}
