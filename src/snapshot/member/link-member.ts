import { setImmediate as breathe } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type PooledFile, type SourceMember, type WantedFile, WrongFile } from '../../contract/source.ts';
import type { TellStep } from '../../contract/snapshot-step.ts';
import type { HashedFiles } from '../pool/hashed-files.ts';
import { parseChecksum } from '../metadata/checksum.ts';
import { linkPooled, type LinkPooled } from './link-pooled.ts';
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
  const { root, signal, progress, hashed } = context;
  const wanted = listWanted(reading);
  const folders = new Set<string>();
  const link = linkPooled({ root, target, hashed, folders });
  const problems = new Map<WantedFile, string>();
  let done = 0;
  const advance = (): void => progress({ kind: 'files', member: name, done: ++done, total: wanted.length });

  for (const [path, sha256] of reading.metadata) {
    if (!link(sha256, path)) throw sourceError(`'${path}' of '${member.title}' changed in the pool while it was taken`);
  }
  const unread: WantedFile[] = [];
  for (const [position, file] of wanted.entries()) {
    if (position % BATCH === 0) {
      await breathe();
      signal.throwIfAborted();
    }
    const state = linkKnown(member, file, link);
    if (state === 'linked') advance();
    else if (state === 'unread') unread.push(file);
    else problems.set(file, state.problem);
  }

  const tellBytes = countBytes(name, unread, progress);
  const limit = pLimit(member.atOnce ?? AT_ONCE);
  const stop = new AbortController();
  const adding = unread.map((file) =>
    limit(async () => {
      signal.throwIfAborted();
      if (stop.signal.aborted) return;
      const added = await addOrExplain(member, file, tellBytes).catch((error: unknown) => {
        stop.abort();
        throw error;
      });
      if (typeof added === 'string') return void problems.set(file, added);
      if (link(added.sha256, file.path)) advance();
      else problems.set(file, `'${file.path}' changed in the pool while it was taken`);
    }),
  );
  // All of them have to end before the folder is removed under their hands, also where one of them failed.
  await Promise.allSettled(adding);
  await Promise.all(adding);
  if (problems.size > 0) throw describeProblems(member.title, wanted, problems);
  await member.finish();
  return folders;
}

function listWanted({ packages, others }: MemberReading): readonly WantedFile[] {
  const wanted = new Map<string, WantedFile>();
  for (const { entry } of packages) {
    wanted.set(entry.location, { path: entry.location, checksum: parseChecksum(entry.pkgid), size: entry.size });
  }
  for (const { path, sha256 } of others)
    wanted.set(path, { path, checksum: { type: 'sha256', hex: sha256 }, size: undefined });
  return [...wanted.values()];
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

function countBytes(member: string, files: readonly WantedFile[], progress: TellStep): OnBytes {
  const total = files.reduce((sum, { size = 0 }) => sum + size, 0);
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

/** In the order of the metadata, whichever was found first. */
function describeProblems(title: string, wanted: readonly WantedFile[], problems: ReadonlyMap<WantedFile, string>) {
  const all = wanted.flatMap((file) => problems.get(file) ?? []);
  const more = all.length === 1 ? '' : ` (and ${all.length - 1} more)`;
  return sourceError(`'${title}' does not fit its metadata: ${all[0]}${more}`, undefined, all.slice(0, 20));
}
