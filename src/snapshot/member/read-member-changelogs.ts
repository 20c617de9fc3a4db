import { join } from 'node:path';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readText } from '../../base/files/read-regular.ts';
import type { ChangelogEntry } from '../../contract/snapshot.ts';
import { REPOMD } from '../../contract/source.ts';
import { openMetadata } from '../metadata/open-metadata.ts';
import { parseRepomd } from '../metadata/parse-repomd.ts';
import { readChangelogs } from '../metadata/read-changelogs.ts';
import { damaged } from '../root/damaged.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';

export interface WantedChangelogs {
  readonly id: string;
  readonly member: string;
  readonly pkgids: readonly string[];
  readonly signal: AbortSignal;
}

/** Changelogs of packages of a snapshot's member, by `pkgid`. Throws `SNAPSHOT_DAMAGED`. */
export async function readMemberChangelogs(
  root: string,
  { id, member, pkgids, signal }: WantedChangelogs,
): Promise<ReadonlyMap<string, readonly ChangelogEntry[]>> {
  const directory = LAYOUT.member(root, id, member);
  try {
    const entries = parseRepomd(await readText(join(directory, REPOMD), MOST_BYTES.record));
    const location = entries.find(({ type }) => type === 'other')?.location;
    if (location === undefined) return new Map();
    const byHex = new Map(pkgids.map((pkgid) => [pkgid.slice(pkgid.indexOf(':') + 1), pkgid]));
    const found = await readChangelogs(
      openMetadata(join(directory, location), location, signal),
      new Set(byHex.keys()),
    );
    return new Map([...found].map(([hex, list]) => [byHex.get(hex) ?? hex, list]));
  } catch (error) {
    signal.throwIfAborted();
    throw damaged(root, id, `the changelogs of '${member}' cannot be read`, error);
  }
}
