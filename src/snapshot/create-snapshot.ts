import { SalternError } from '../contract/errors.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import type { SnapshotManifest } from '../contract/snapshot.ts';
import type { StaleMember, StalePolicy } from '../contract/stale.ts';
import type { Source } from '../contract/source.ts';
import type { TellStep } from '../contract/snapshot-step.ts';
import { chooseMembers } from './member/choose-members.ts';
import { BadMember, findStandIn, type StandIn, withStandIns } from './member/stand-in.ts';
import { openHashedFiles } from './pool/hashed-files.ts';
import { openPool } from './pool/open-pool.ts';
import { explainSpace } from './root/explain-space.ts';
import { findWholeNewest } from './root/find-whole-newest.ts';
import { prepareRoot } from './root/prepare-root.ts';
import { readSnapshot } from './root/read-snapshot.ts';
import { withRootLock } from './root/root-lock.ts';
import { summarize } from './root/write-manifest.ts';
import { type TakeContext, takeOnce } from './take-once.ts';

export interface CreateSnapshotOptions {
  /** Folder that holds `snapshots/`, `pool/` and `channels/`; these are made when missing. */
  readonly root: string;
  /** Where the repositories are taken from. */
  readonly source: Source;
  /** Default: all that the source offers. */
  readonly members?: readonly string[];
  /** The time now, which becomes the snapshot's id. */
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly progress: TellStep;
  /** Writes a new snapshot into the log, while the lock is held: soaking begins there. Default: nobody does. */
  readonly note?: (manifest: SnapshotManifest) => Promise<void>;
  /**
   * What to do where a member cannot be taken and the newest snapshot has one of that name: `allow`, that one stands in,
   * marked as stale, as long as another member could be taken; `refuse`, no snapshot is made. Default `allow`.
   */
  readonly stale?: StalePolicy;
  /** Called with the event of a new snapshot once it is on disk. Default: none. */
  readonly emit?: EmitFleetEvent;
}

export interface CreatedSnapshot {
  readonly manifest: SnapshotManifest;
  /** Members that could not be taken now, whether or not a snapshot was made. */
  readonly stale: readonly StaleMember[];
  /** False when the newest snapshot already holds the same: that one is given. */
  readonly created: boolean;
}

/** How often the repositories are taken when one of them moves meanwhile. */
const ATTEMPTS = 3;

/**
 * Takes the repositories as they stand into an immutable snapshot, visible only when whole. Makes none when the newest
 * one holds the same content, even if the metadata was written again: results are bound to content, and a new name for
 * the same packages would make all of them count for nothing.
 * Throws `SNAPSHOT_SOURCE` (a repository that is not whole), `SOURCE_UNREACHABLE` (a server that does not answer), `SNAPSHOT_MOVED` (one that changes faster than it can be
 * taken; transient), `BUSY`, `NO_SPACE`, and the signal's reason.
 */
export async function createSnapshot(options: CreateSnapshotOptions): Promise<CreatedSnapshot> {
  const { root, source, signal } = options;
  const created = await withRootLock(root, { signal }, async (held) => {
    const members = await chooseMembers(source, options.members, { signal });
    try {
      await prepareRoot(root);
      const hashed = await openHashedFiles(root);
      const pool = openPool(root, { hashed, onRotten: (sha256) => options.progress({ kind: 'rotten', sha256 }) });
      const taken = await takeUntilStill(members, { ...options, held, hashed, pool });
      if (taken.created) await options.note?.(taken.manifest);
      return taken;
    } catch (error) {
      signal.throwIfAborted();
      throw explainSpace(root, error);
    }
  });
  if (created.created) options.emit?.({ type: 'snapshot-taken', snapshot: summarize(created.manifest) });
  return created;
}

async function takeUntilStill(members: readonly string[], options: Choosing['options']): Promise<CreatedSnapshot> {
  const standIns = new Map<string, StandIn>();
  for (let attempt = 1; ;) {
    try {
      const taken = await takeOnce(members, standIns, { ...options, source: withStandIns(options.source, standIns) });
      if (taken.kind === 'taken') return taken.created;
      if (attempt === ATTEMPTS) throw new BadMember(taken.member, moved(options.source, taken.member));
      options.progress({ kind: 'again', attempt, attempts: ATTEMPTS });
      attempt += 1;
    } catch (error) {
      if (!(error instanceof BadMember)) throw error;
      const standIn = await chooseStandIn(error, { members, standIns, options });
      if (standIn === undefined) throw error.cause;
      standIns.set(error.member, standIn);
    }
  }
}

interface Choosing {
  readonly members: readonly string[];
  readonly standIns: ReadonlyMap<string, StandIn>;
  readonly options: TakeContext & Pick<CreateSnapshotOptions, 'stale'>;
}

/** Undefined: nothing can stand in. With nothing taken at all there would be nothing to say of the source. */
async function chooseStandIn(bad: BadMember, { members, standIns, options }: Choosing): Promise<StandIn | undefined> {
  const { root, stale = 'allow' } = options;
  if (stale === 'refuse' || standIns.has(bad.member) || standIns.size + 1 >= members.length) return undefined;
  const newest = await findWholeNewest(root);
  return findStandIn(root, newest && (await readSnapshot(root, newest.id)), bad);
}

function moved(source: Source, member: string): SalternError {
  return new SalternError(
    'SNAPSHOT_MOVED',
    `A mirror below '${source.title}', '${member}', changed each of the ${ATTEMPTS} times it was taken`,
    {
      hint: 'Take the snapshot when the mirror tool has finished, best in the same job right after it.',
      isTransient: true,
    },
  );
}
