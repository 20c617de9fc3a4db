import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { MemberManifest } from '../../contract/snapshot.ts';
import { REPOMD } from '../../contract/source.ts';
import { openMetadata } from '../metadata/open-metadata.ts';
import { listDataElements, parseRepomd, type RepomdEntry } from '../metadata/parse-repomd.ts';
import type { MemberChange } from './change-plan.ts';
import { PACKAGE_DOCUMENTS, type PackageDocument, scanPackages, withLocation } from './scan-packages.ts';
import { writeDocument } from './write-document.ts';

/** Repositories that a derived one is made from, and what is to become of them. */
export interface DerivedRepository {
  readonly parent: MemberManifest;
  readonly change: MemberChange;
  /** Where each added package goes, by `pkgid`. */
  readonly places: ReadonlyMap<string, string>;
  /** Absolute path of the parent's repository. */
  readonly parentDirectory: string;
  /** Absolute path of the repository that has an added package, by `pkgid`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Absolute path of the folder that is written. */
  readonly directory: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Writes a repository's metadata from the elements of others, as they stand there: packages anew, modules, groups and
 * advisories as the parent has them. What a tool derives from packages for its own speed (databases, deltas) is left out. Gives the absolute path
 * of each document by its place in the repository.
 */
export async function writeRepodata(repository: DerivedRepository): Promise<ReadonlyMap<string, string>> {
  const { parentDirectory, directory, now } = repository;
  await mkdir(join(directory, 'repodata'), { recursive: true });
  const text = await readText(join(parentDirectory, REPOMD), MOST_BYTES.record);
  const entries = parseRepomd(text);
  const kept = entries.filter(({ type }) => !isOfPackages(type));
  const keptElements = listDataElements(text).filter(({ type }) => !isOfPackages(type));
  // For whoever reads the new metadata where it is written: all of it is there.
  for (const { location } of kept) {
    await mkdir(dirname(join(directory, location)), { recursive: true });
    await symlink(join(parentDirectory, location), join(directory, location));
  }
  const timestamp = Math.floor(now.getTime() / 1000);
  const written: string[] = [];
  for (const type of PACKAGE_DOCUMENTS) {
    if (!entries.some((entry) => entry.type === type)) continue;
    written.push(await writeOne(type, repository, timestamp));
  }
  const body = [...written, ...keptElements.map(({ element }) => `  ${element}`)].join('\n');
  const repomd =
    `<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo" ` +
    `xmlns:rpm="http://linux.duke.edu/metadata/rpm">\n  <revision>${timestamp}</revision>\n${body}\n</repomd>\n`;
  await writeFile(join(directory, REPOMD), repomd);
  return new Map([
    ...parseRepomd(repomd).map(({ location }) => [location, join(directory, location)] as const),
    ...kept.map(({ location }) => [location, join(parentDirectory, location)] as const),
  ]);
}

/** `primary_db`, `filelists-ext`, `other_zck`, `prestodelta`: all of it follows from the packages. */
function isOfPackages(type: string): boolean {
  return /^(?:primary|filelists|other)(?:$|[_-])|^prestodelta$|_zck$|^deltainfo$/.test(type);
}

async function writeOne(type: PackageDocument, repository: DerivedRepository, timestamp: number): Promise<string> {
  const { parent, change, directory, signal } = repository;
  const count = parent.packages.filter(({ pkgid }) => !change.dropped.has(pkgid)).length + change.added.length;
  return await writeDocument({ type, elements: listElements(type, repository), count, directory, timestamp, signal });
}

async function* listElements(type: PackageDocument, repository: DerivedRepository): AsyncGenerator<string> {
  const { change, parentDirectory, origins, places, signal } = repository;
  const dropped = new Set([...change.dropped].map(hexOf));
  for await (const { hex, latin1 } of openDocument(type, parentDirectory, signal)) if (!dropped.has(hex)) yield latin1;
  const byOrigin = Map.groupBy(change.added, ({ entry }) => origins.get(entry.pkgid) ?? '');
  for (const [origin, added] of byOrigin) {
    const wanted = new Map(added.map(({ entry }) => [hexOf(entry.pkgid), entry]));
    for await (const { hex, latin1 } of openDocument(type, origin, signal)) {
      const entry = wanted.get(hex);
      if (entry === undefined) continue;
      // A repository may name a package twice.
      wanted.delete(hex);
      const place = places.get(entry.pkgid);
      yield type !== 'primary' || place === undefined || place === entry.location
        ? latin1
        : withLocation(latin1, place);
    }
  }
}

async function* openDocument(type: PackageDocument, directory: string, signal: AbortSignal) {
  const entries = parseRepomd(await readText(join(directory, REPOMD), MOST_BYTES.record));
  const entry: RepomdEntry | undefined = entries.find((one) => one.type === type);
  if (entry === undefined) return;
  yield* scanPackages(type, openMetadata(join(directory, entry.location), entry.location, signal));
}

function hexOf(pkgid: string): string {
  return pkgid.slice(pkgid.indexOf(':') + 1);
}
