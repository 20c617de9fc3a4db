import type { OtherFile } from '../../contract/snapshot.ts';
import type { WantedFile } from '../../contract/source.ts';
import { parseChecksum } from '../metadata/checksum.ts';
import type { MemberReading } from './read-member.ts';

/** A file by its position among those that are wanted: problems are told in that order, whichever was found first. */
export interface PlacedFile {
  readonly position: number;
  readonly file: WantedFile;
}

type Wanting = Pick<MemberReading, 'metadata' | 'places' | 'others'>;

/** Files that a member has to have beside its metadata. */
export function countWanted({ metadata, places, others }: Wanting): number {
  return places.size - metadata.size + pathsOf(others).size;
}

/** These files, one by one: a list of fifty thousand takes as much memory as what was read of them. */
export function* listWanted({ places, others }: Wanting): Generator<PlacedFile> {
  let position = 0;
  for (const [path, place] of places) {
    if (place === 'metadata') continue;
    yield { position: position++, file: { path, checksum: parseChecksum(place.pkgid), size: place.size } };
  }
  for (const [path, sha256] of pathsOf(others))
    yield { position: position++, file: { path, checksum: { type: 'sha256', hex: sha256 }, size: undefined } };
}

/** Sources may name a file twice, as a key and as another file. */
function pathsOf(others: readonly OtherFile[]): ReadonlyMap<string, string> {
  return new Map(others.map(({ path, sha256 }) => [path, sha256]));
}
