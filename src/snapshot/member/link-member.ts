import { setImmediate as breathe } from 'node:timers/promises';
import pLimit from 'p-limit';
import { endAll } from '../../base/wait/end-all.ts';
import { type PooledFile, type SourceMember, type WantedFile, WrongFile } from '../../contract/source.ts';
import type { TellStep } from '../../contract/snapshot-step.ts';
import type { HashedFiles } from '../pool/hashed-files.ts';
import { linkPooled, type LinkPooled } from './link-pooled.ts';
import { countWanted, listWanted, type PlacedFile } from './list-wanted.ts';
import type { MemberReading } from './read-member.ts';
import { sourceError } from './source-error.ts';

export interface LinkContext {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly progress: TellStep;
  readonly hashed: HashedFiles;
}

/** Files between two checks of the signal, about 10 ms. */
const BATCH = 500;
/** Files brought into the pool side by side, unless the source says; more does not help one disk. */
const AT_ONCE = 8;

/**
 * Builds one member below `target` from hard links into the pool. Files that the source knows to be there are linked
 * without being read; all others are brought in first. Gives the folders that hold files.
 * Throws `SNAPSHOT_SOURCE` naming every file that is missing or not what the metadata says.
 */
export async function linkMember(
  reading: MemberReading,
  target: string,
  context: LinkContext,
): Promise<ReadonlySet<string>> {
  const { name, member } = reading;
  const { root, progress, hashed } = context;
  const folders = new Set<string>();
  const link = linkPooled({ root, target, hashed, folders });
  for (const [path, sha256] of reading.metadata) {
    if (!link(sha256, path)) throw sourceError(`'${path}' of '${member.title}' changed in the pool while it was taken`);
  }
  const total = countWanted(reading);
  let done = 0;
  const advance = (): void => progress({ kind: 'files', member: name, done: ++done, total });
  const problems: Problem[] = [];
  const linking: Linking = { reading, context, link, advance, problems };
  await addAll(await linkAllKnown(linking), linking);
  if (problems.length > 0) throw describeProblems(member.title, problems);
  await member.finish();
  return folders;
}

interface Problem extends Pick<PlacedFile, 'position'> {
  readonly text: string;
}

interface Linking {
  readonly reading: MemberReading;
  readonly context: LinkContext;
  readonly link: LinkPooled;
  readonly advance: () => void;
  /** Gets what is wrong, in any order. */
  readonly problems: Problem[];
}

/** Gives the files that have to be brought in. */
async function linkAllKnown({ reading, context, link, advance, problems }: Linking): Promise<readonly PlacedFile[]> {
  const unread: PlacedFile[] = [];
  for (const placed of listWanted(reading)) {
    const { position, file } = placed;
    if (position % BATCH === 0) {
      await breathe();
      context.signal.throwIfAborted();
    }
    const state = linkKnown(reading.member, file, link);
    if (state === 'linked') advance();
    else if (state === 'unread') unread.push(placed);
    else problems.push({ position, text: state.problem });
  }
  return unread;
}

/** Brings files into the pool, some side by side, and links them. */
async function addAll(
  unread: readonly PlacedFile[],
  { reading: { name, member }, context: { signal, progress }, link, advance, problems }: Linking,
): Promise<void> {
  const tellBytes = countBytes(name, unread, progress);
  const limit = pLimit(member.atOnce ?? AT_ONCE);
  const stop = new AbortController();
  const adding = unread.map(({ position, file }) =>
    limit(async () => {
      signal.throwIfAborted();
      if (stop.signal.aborted) return;
      const added = await addOrExplain(member, file, tellBytes).catch((error: unknown) => {
        stop.abort();
        throw error;
      });
      if (typeof added === 'string') problems.push({ position, text: added });
      else if (link(added.sha256, file.path)) advance();
      else problems.push({ position, text: `'${file.path}' changed in the pool while it was taken` });
    }),
  );
  // Else the folder would be removed under their hands.
  await endAll(adding);
}

/** Links a file that the pool is known to have; `unread` also when the pool has lost it, or it was touched there. */
function linkKnown(
  member: SourceMember,
  file: WantedFile,
  link: LinkPooled,
): 'linked' | 'unread' | { readonly problem: string } {
  try {
    const known = member.known(file);
    return known !== undefined && link(known.sha256, file.path) ? 'linked' : 'unread';
  } catch (error) {
    if (error instanceof WrongFile) return { problem: explain(file, error) };
    throw error;
  }
}

type OnBytes = (bytes: number) => void;

function countBytes(member: string, files: readonly PlacedFile[], progress: TellStep): OnBytes {
  const total = files.reduce((sum, { file: { size = 0 } }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    progress({ kind: 'bytes', member, done, total });
  };
}

async function addOrExplain(member: SourceMember, file: WantedFile, onBytes: OnBytes): Promise<PooledFile | string> {
  try {
    return await member.add(file, onBytes);
  } catch (error) {
    if (error instanceof WrongFile) return explain(file, error);
    throw error;
  }
}

function explain({ path }: WantedFile, { message }: WrongFile): string {
  return `'${path}' ${message}`;
}

function describeProblems(title: string, problems: readonly Problem[]) {
  const all = problems.toSorted((a, b) => a.position - b.position).map(({ text }) => text);
  const more = all.length === 1 ? '' : ` (and ${all.length - 1} more)`;
  return sourceError(
    `'${title}' does not fit its metadata: ${all[0]}${more}`,
    undefined,
    all.length === 1 ? [] : all.slice(0, 20),
  );
}
