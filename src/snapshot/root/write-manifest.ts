import { writeFile } from 'node:fs/promises';
import type { SnapshotManifest, SnapshotSummary } from '../../contract/snapshot.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** Writes `manifest.json` and its short form `summary.json` into a snapshot's folder, read-only; forces nothing to disk. */
export async function writeManifest(directory: string, manifest: SnapshotManifest): Promise<void> {
  await write(LAYOUT.manifest(directory), formatManifest(manifest));
  await write(LAYOUT.summary(directory), `${JSON.stringify(summarize(manifest), undefined, 2)}\n`);
}

/** The manifest without its packages. */
export function summarize(manifest: SnapshotManifest): SnapshotSummary {
  return {
    ...manifest,
    members: manifest.members.map(({ packages, items: _items, others: _others, ...member }) => ({
      ...member,
      packages: packages.length,
      bytes: packages.reduce((sum, { size }) => sum + size, 0),
    })),
  };
}

/** Packages in one write: all fifty thousand in one text take as much memory as the packages. */
const BATCH = 2_000;

/** One line a package: a person can read it, and `diff` and `grep` work on it. */
function* formatManifest({ members, ...head }: SnapshotManifest): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"members":[\n`;
  for (const [position, { packages, ...member }] of members.entries()) {
    yield `${position === 0 ? '' : ',\n'}${JSON.stringify(member).slice(0, -1)},"packages":[\n`;
    for (let from = 0; from < packages.length; from += BATCH) {
      const lines = packages.slice(from, from + BATCH).map((entry) => JSON.stringify(entry));
      yield `${from === 0 ? '' : ',\n'}${lines.join(',\n')}`;
    }
    yield ']}';
  }
  yield ']}\n';
}

async function write(path: string, text: string | Iterable<string>): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o444 });
}
