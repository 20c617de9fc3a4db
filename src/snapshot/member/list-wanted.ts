import type { WantedFile } from '../../contract/source.ts';
import { parseChecksum } from '../metadata/checksum.ts';
import type { MemberReading } from './read-member.ts';

/** A file by its position among those that are wanted: problems are told in that order, whichever was found first. */
export interface PlacedFile {
  readonly position: number;
  readonly file: WantedFile;
}

type Wanting = Pick<MemberReading, 'packages' | 'others'>;

/** Files that a member has to have beside its metadata; a place that is named twice counts once. */
export function countWanted({ packages, others }: Wanting): number {
  return new Set([...packages.map(({ entry }) => entry.location), ...others.map(({ path }) => path)]).size;
}

/** These files, one by one: a list of fifty thousand takes as much memory as what was read of them. */
export function* listWanted({ packages, others }: Wanting): Generator<PlacedFile> {
  const seen = new Set<string>();
  for (const { entry } of packages) {
    if (seen.has(entry.location)) continue;
    const file = { path: entry.location, checksum: parseChecksum(entry.pkgid), size: entry.size };
    yield { position: seen.size, file };
    seen.add(entry.location);
  }
  for (const { path, sha256 } of others) {
    if (seen.has(path)) continue;
    yield { position: seen.size, file: { path, checksum: { type: 'sha256', hex: sha256 }, size: undefined } };
    seen.add(path);
  }
}
