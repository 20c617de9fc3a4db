import type { OtherFile } from '../../contract/snapshot.ts';
import type { SourceMember } from '../../contract/source.ts';
import { expectInside } from './expect-inside.ts';
import { explainFile } from './explain-file.ts';

export interface OthersContext {
  /** What the member says that it has, `SourceMember.others`. */
  readonly paths: readonly string[];
  /** Whether the metadata or a package has that place. Default: nothing has. */
  readonly isTaken?: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Brings the files of a repository that no metadata names into the pool: signing keys and the signature of repomd.xml
 * are content, so they are read before it is decided whether anything changed. Throws `SNAPSHOT_SOURCE`.
 */
export async function readOthers(
  member: SourceMember,
  { paths, isTaken = () => false, signal }: OthersContext,
): Promise<readonly OtherFile[]> {
  const { title } = member;
  const found: OtherFile[] = [];
  for (const path of paths) {
    expectInside(title, path);
    if (isTaken(path)) continue;
    const explained = { title, file: path, whence: 'it had a moment ago', signal };
    found.push(await explainFile(explained, () => readOther(member, path)));
  }
  return found;
}

/** Whether what was read is what the source still has: a signature that is written after its metadata is not. */
export async function hasSameOthers(member: SourceMember, others: readonly OtherFile[]): Promise<boolean> {
  for (const { path, sha256 } of others) {
    if ((await readOther(member, path).catch(() => undefined))?.sha256 !== sha256) return false;
  }
  return true;
}

async function readOther(member: SourceMember, path: string): Promise<OtherFile> {
  const wanted = { path, checksum: undefined, size: undefined };
  const { sha256 } = member.known(wanted) ?? (await member.add(wanted));
  return { path, sha256 };
}
