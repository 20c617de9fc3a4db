import { open } from 'node:fs/promises';
import type { SnapshotManifest, SnapshotSummary } from '../../contract/snapshot.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** Writes `manifest.json` and its short form `summary.json` into a snapshot's folder, read-only and on disk. */
export async function writeManifest(directory: string, manifest: SnapshotManifest): Promise<void> {
  await write(LAYOUT.manifest(directory), formatManifest(manifest));
  await write(LAYOUT.summary(directory), `${JSON.stringify(summarize(manifest), undefined, 2)}\n`);
}

/** The manifest without its packages. */
export function summarize(manifest: SnapshotManifest): SnapshotSummary {
  return {
    ...manifest,
    members: manifest.members.map(({ packages, others: _others, ...member }) => ({
      ...member,
      packages: packages.length,
      bytes: packages.reduce((sum, { size }) => sum + size, 0),
    })),
  };
}

/** One line a package: a person can read it, and `diff` and `grep` work on it. */
function formatManifest({ members, ...head }: SnapshotManifest): string {
  const texts = members.map(({ packages, ...member }) => {
    const lines = packages.map((entry) => JSON.stringify(entry)).join(',\n');
    return `${JSON.stringify(member).slice(0, -1)},"packages":[\n${lines}]}`;
  });
  return `${JSON.stringify(head).slice(0, -1)},"members":[\n${texts.join(',\n')}]}\n`;
}

async function write(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o444);
  await file.writeFile(text);
  await file.sync();
}
