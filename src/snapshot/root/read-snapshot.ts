import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { suggestName } from '../../base/text/suggest-name.ts';
import { SalternError } from '../../contract/errors.ts';
import { isSnapshotId, newestTaken } from '../../contract/snapshot-id.ts';
import type { SnapshotManifest, SnapshotSummary } from '../../contract/snapshot.ts';
import { damaged } from './damaged.ts';
import { listSnapshotIds } from './list-snapshots.ts';
import { manifestSchema } from './manifest-schema.ts';
import { findLastGood } from './find-last-good.ts';
import { listChannels, readChannel } from './read-channel.ts';
import { readSummary } from './read-summary.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { thinManifests, type ManifestTexts } from './thin-manifests.ts';

/** The reference that stands for the newest snapshot known to be good. */
const LAST_GOOD = 'last-good';

/** What references mean in a root. */
export interface Referring {
  /** The channel that `last-good` goes by. Default `stable`. */
  readonly goodFor?: string | undefined;
}

/**
 * The whole manifest of a snapshot given by id, `latest` (the newest that was taken), `last-good` or a channel's name
 * (`stable`). Throws `SNAPSHOT_NOT_FOUND` with what may have been meant, `SNAPSHOT_DAMAGED` when its manifest cannot be read.
 */
export async function readSnapshot(
  root: string,
  reference: string,
  referring: Referring = {},
): Promise<SnapshotManifest> {
  const id = await resolveSnapshot(root, reference, referring);
  return parseManifest(root, { id, text: await readManifest(root, id) });
}

/**
 * Two snapshots, with those packages alone of whose names something may differ: enough to compare them, and far less to
 * read. A line that both have is not looked at. References, and what is thrown, as of `readSnapshot`.
 */
export async function readDifference(
  root: string,
  { from, to }: { readonly from: string; readonly to: string },
  referring: Referring = {},
): Promise<{ readonly before: SnapshotManifest; readonly after: SnapshotManifest }> {
  const [old, now] = await Promise.all([resolveSnapshot(root, from, referring), resolveSnapshot(root, to, referring)]);
  const texts = await Promise.all([readManifest(root, old), readManifest(root, now)]);
  const parseBoth = ([before, after]: ManifestTexts) => ({
    before: parseManifest(root, { id: old, text: before }),
    after: parseManifest(root, { id: now, text: after }),
  });
  try {
    const thin = thinManifests(texts);
    if (thin !== undefined) return parseBoth(thin);
  } catch {
    // Whole, it says where it is wrong.
  }
  return parseBoth(texts);
}

async function readManifest(root: string, id: string): Promise<string> {
  try {
    return await readText(LAYOUT.manifest(LAYOUT.snapshot(root, id)), MOST_BYTES.log);
  } catch (error) {
    throw unreadable(root, id, error);
  }
}

function parseManifest(root: string, { id, text }: { readonly id: string; readonly text: string }): SnapshotManifest {
  try {
    const manifest = manifestSchema.parse(JSON.parse(text));
    if (manifest.id === id) return manifest;
  } catch (error) {
    throw unreadable(root, id, error);
  }
  throw damaged(root, id, 'its manifest.json is that of another snapshot');
}

function unreadable(root: string, id: string, error: unknown): SalternError {
  return damaged(root, id, 'its manifest.json cannot be read', error);
}

/** Like `readSnapshot`, without the packages: all that is needed to run on it. Throws the same. */
export async function findSnapshot(
  root: string,
  reference: string,
  referring: Referring = {},
): Promise<SnapshotSummary> {
  return readWholeSummary(root, await resolveSnapshot(root, reference, referring));
}

/** What `latest` is; undefined when no snapshot was taken yet. Throws `SNAPSHOT_DAMAGED`. */
export async function findNewest(root: string): Promise<SnapshotSummary | undefined> {
  const newest = newestTaken(await listSnapshotIds(root));
  return newest === undefined ? undefined : readWholeSummary(root, newest);
}

async function readWholeSummary(root: string, id: string): Promise<SnapshotSummary> {
  const summary = readSummary(root, id);
  if (summary === undefined) throw damaged(root, id, 'its summary.json cannot be read');
  return summary;
}

/**
 * Id of the snapshot that an id, `latest`, `last-good` or a channel's name stands for, also of a damaged one. Throws
 * `SNAPSHOT_NOT_FOUND`.
 */
export async function resolveSnapshot(
  root: string,
  reference: string,
  { goodFor = 'stable' }: Referring,
): Promise<string> {
  if (reference === LAST_GOOD) return (await findLastGood(root, goodFor))?.id ?? noneGood(root, goodFor);
  const [ids, channels] = await Promise.all([listSnapshotIds(root), listChannels(root)]);
  const newest = newestTaken(ids);
  // A channel that has the name of a snapshot was made by somebody else, and never stands for another one.
  const id = reference === 'latest' ? newest : ids.includes(reference) ? reference : (channels[reference] ?? reference);
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
      { hint: `Promote one that is there: the newest is '${newest}'.` },
    );
  }
  // Says so where something else has a channel's name.
  await readChannel(root, reference);
  throw new SalternError('SNAPSHOT_NOT_FOUND', `There is no snapshot or channel '${reference}' in '${root}'`, {
    hint: suggestReference(reference, newest, [...Object.keys(channels), 'latest', LAST_GOOD, ...ids]),
  });
}

function noneGood(root: string, channel: string): never {
  throw new SalternError(
    'SNAPSHOT_NOT_FOUND',
    `No snapshot in '${root}' is good yet: there is none of which the gate said promote for '${channel}' and that did not fail since`,
    { hint: 'Name one by its id; `saltern gate log` shows what was decided.' },
  );
}

function suggestReference(reference: string, newest: string, known: readonly string[]): string {
  const begun = reference === '' ? undefined : known.find((one) => isSnapshotId(one) && one.startsWith(reference));
  const near = begun ?? suggestName(reference, known);
  return near === undefined
    ? `The newest is '${newest}'; \`saltern snapshot list\` shows all.`
    : `Did you mean '${near}'? The newest is '${newest}'.`;
}
