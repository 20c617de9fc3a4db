import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotManifest, SnapshotSummary } from '../contract/snapshot.ts';
import { didYouMeanHint } from '../base/text/did-you-mean.ts';
import { damaged } from './damaged.ts';
import { listSnapshotIds, readSummary } from './list-snapshots.ts';
import { listChannels } from './read-channel.ts';
import { LAYOUT } from './snapshot-layout.ts';

const schema = z.object({
  version: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  digest: z.string(),
  members: z.array(
    z.object({
      name: z.string(),
      metadataDigest: z.string(),
      contentDigest: z.string(),
      packages: z.array(
        z.object({
          name: z.string(),
          arch: z.string(),
          epoch: z.number(),
          version: z.string(),
          release: z.string(),
          pkgid: z.string(),
          size: z.number(),
          sourcerpm: z.string(),
        }),
      ),
    }),
  ),
}) satisfies z.ZodType<SnapshotManifest>;

/**
 * The whole manifest of a snapshot given by id, `latest` (the newest) or a channel's name (`stable`).
 * Throws `SNAPSHOT_NOT_FOUND` with what may have been meant, `SNAPSHOT_DAMAGED` when its manifest cannot be read.
 */
export async function readSnapshot(root: string, reference: string): Promise<SnapshotManifest> {
  const id = await resolveSnapshot(root, reference);
  const file = LAYOUT.manifest(LAYOUT.snapshot(root, id));
  try {
    const manifest = schema.parse(JSON.parse(await readFile(file, 'utf8')));
    if (manifest.id === id) return manifest;
  } catch (error) {
    throw damaged(root, id, 'its manifest.json cannot be read', error);
  }
  throw damaged(root, id, 'its manifest.json is that of another snapshot');
}

/** Like `readSnapshot`, without the packages: all that is needed to run on it. Throws the same. */
export async function findSnapshot(root: string, reference: string): Promise<SnapshotSummary> {
  const id = await resolveSnapshot(root, reference);
  const summary = await readSummary(root, id);
  if (summary === undefined) throw damaged(root, id, 'its summary.json cannot be read');
  return summary;
}

/** Id of the snapshot that an id, `latest` or a channel's name stands for. Throws `SNAPSHOT_NOT_FOUND`. */
async function resolveSnapshot(root: string, reference: string): Promise<string> {
  const [ids, channels] = await Promise.all([listSnapshotIds(root), listChannels(root)]);
  const newest = ids[0];
  const id = reference === 'latest' ? newest : (channels[reference] ?? reference);
  if (id !== undefined && ids.includes(id)) return id;
  if (newest === undefined) {
    throw new SalternError('SNAPSHOT_NOT_FOUND', `There is no snapshot in '${root}'`, {
      hint: 'Take the first with `saltern snapshot create`.',
    });
  }
  if (id !== undefined && id !== reference) {
    throw new SalternError(
      'SNAPSHOT_NOT_FOUND',
      `Channel '${reference}' points to snapshot '${id}', which is not in '${root}'`,
      {
        hint: `The newest is '${newest}'; promote one that is there.`,
      },
    );
  }
  const begun = reference === '' ? undefined : ids.find((known) => known.startsWith(reference));
  const near =
    begun === undefined
      ? didYouMeanHint(reference, [...Object.keys(channels), 'latest', ...ids], '')
      : `Did you mean '${begun}'?`;
  throw new SalternError('SNAPSHOT_NOT_FOUND', `There is no snapshot or channel '${reference}' in '${root}'`, {
    hint:
      near === ''
        ? `The newest is '${newest}'; 'saltern snapshot list' shows all.`
        : `${near} The newest is '${newest}'.`,
  });
}
