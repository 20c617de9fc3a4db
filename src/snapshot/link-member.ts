import { linkSync, mkdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import pLimit from 'p-limit';
import { SalternError } from '../contract/errors.ts';
import type { Checksum } from './checksum.ts';
import type { IndexedFile } from './file-index.ts';
import { isSettled, readFileIndex, stampOf, writeFileIndex } from './file-index.ts';
import { listOtherFiles } from './list-other-files.ts';
import { addToPool, readDiskClock, WrongContent } from './pool.ts';
import type { MemberReading } from './read-member.ts';
import { sourceError } from './read-member.ts';
import { LAYOUT } from './snapshot-layout.ts';

export interface LinkContext {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly progress: (text: string, done?: number, total?: number) => void;
}

interface WantedFile {
  /** Relative to the repository's top. */
  readonly path: string;
  readonly checksum: Checksum | undefined;
  /** Undefined where no metadata says. */
  readonly size: number | undefined;
}

/** Links between two looks at the signal, about 10 ms. */
const BATCH = 500;
/** Files copied and hashed side by side; more does not help one disk. */
const AT_ONCE = 8;

/**
 * Builds one member below `target` from hard links into the pool. Files whose stamp the index knows are linked without
 * being read; all others are hashed and, where the pool lacks them, copied.
 * Throws `SNAPSHOT_SOURCE` naming every file that is missing or not what the metadata says.
 */
export async function linkMember(reading: MemberReading, target: string, context: LinkContext): Promise<void> {
  const { root, signal, progress } = context;
  const wanted = await listWanted(reading);
  const known = await readFileIndex(root, reading.name);
  const index = new Map<string, IndexedFile>();
  const folders = new Set<string>();
  const problems: string[] = [];
  const unread: { readonly file: WantedFile; readonly stats: Stats }[] = [];
  const link = (sha256: string, path: string): void => linkPooled(root, sha256, join(target, path), folders);
  let done = 0;
  const advance = (): void => progress(reading.name, ++done, wanted.length);

  for (const [path, sha256] of reading.metadata) link(sha256, path);
  for (const [position, file] of wanted.entries()) {
    if (position % BATCH === 0) {
      await breathe();
      signal.throwIfAborted();
    }
    const stats = statSync(join(reading.source, file.path), { throwIfNoEntry: false });
    const problem = compareWithMetadata(file, stats);
    if (problem !== undefined || stats === undefined) {
      problems.push(problem ?? file.path);
      continue;
    }
    const entry = known.get(file.path);
    if (entry === undefined || !isUntouched(entry, stats, file.checksum) || !tryLink(link, entry.sha256, file.path)) {
      unread.push({ file, stats });
      continue;
    }
    index.set(file.path, entry);
    advance();
  }

  const limit = pLimit(AT_ONCE);
  const hashedAt = await readDiskClock(root);
  await Promise.all(
    unread.map(({ file, stats }) =>
      limit(async () => {
        signal.throwIfAborted();
        try {
          const digests = await addToPool(root, join(reading.source, file.path), file.checksum, signal);
          link(digests.sha256, file.path);
          if (isSettled(stats, hashedAt)) index.set(file.path, { stamp: stampOf(stats), ...digests });
          advance();
        } catch (error) {
          if (!isSourceTrouble(error)) throw error;
          problems.push(
            error instanceof WrongContent ? `'${file.path}' is damaged: ${error.message}` : `'${file.path}' is missing`,
          );
        }
      }),
    ),
  );
  if (problems.length > 0) throw describeProblems(root, reading.name, problems);
  await writeFileIndex(root, reading.name, index);
}

async function listWanted(reading: MemberReading): Promise<readonly WantedFile[]> {
  const wanted = new Map<string, WantedFile>();
  for (const { location, checksum, entry } of reading.packages) {
    wanted.set(location, { path: location, checksum, size: entry.size });
  }
  for (const path of await listOtherFiles(reading.source)) {
    if (!wanted.has(path) && !reading.metadata.has(path))
      wanted.set(path, { path, checksum: undefined, size: undefined });
  }
  return [...wanted.values()];
}

function compareWithMetadata(file: WantedFile, stats: Stats | undefined): string | undefined {
  if (stats === undefined || !stats.isFile()) return `'${file.path}' is missing`;
  if (file.size === undefined || stats.size === file.size) return undefined;
  return `'${file.path}' is damaged: it has ${stats.size} bytes, the metadata says ${file.size}`;
}

function isUntouched(entry: IndexedFile, stats: Stats, checksum: Checksum | undefined): boolean {
  if (entry.stamp !== stampOf(stats)) return false;
  if (checksum === undefined) return true;
  return checksum.type === 'sha256' ? entry.sha256 === checksum.hex : entry.also === `${checksum.type}:${checksum.hex}`;
}

/** False when the pool has lost the file. */
function tryLink(link: (sha256: string, path: string) => void, sha256: string, path: string): boolean {
  try {
    link(sha256, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

function linkPooled(root: string, sha256: string, target: string, folders: Set<string>): void {
  const folder = dirname(target);
  if (!folders.has(folder)) {
    mkdirSync(folder, { recursive: true });
    folders.add(folder);
  }
  try {
    linkSync(LAYOUT.pooled(root, sha256), target);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EXDEV', 'EPERM', 'ENOTSUP'].includes(String(error.code))) {
      throw new SalternError('SNAPSHOT_SOURCE', `The file system of '${root}' cannot share files by hard link`, {
        hint: 'Put the snapshot root, with its pool/ and snapshots/ folders, on one file system with hard links (ext4, xfs, btrfs).',
        cause: error,
      });
    }
    throw error;
  }
}

function isSourceTrouble(error: unknown): boolean {
  return error instanceof WrongContent || (error instanceof Error && 'code' in error && error.code === 'ENOENT');
}

function describeProblems(root: string, member: string, problems: readonly string[]): SalternError {
  const more = problems.length === 1 ? '' : `, and ${problems.length - 1} more like it`;
  const shown = problems.slice(0, 20);
  return sourceError(
    `In '${LAYOUT.mirror(root, member)}', ${problems[0]}${more}; its metadata names it`,
    undefined,
    shown,
  );
}
