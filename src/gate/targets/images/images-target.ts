import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isTakenBefore } from '../../../contract/snapshot-id.ts';
import type { Target, TargetContext, TargetMove } from '../../../contract/target.ts';
import { expectNewer, writeNote } from '../generation-note.ts';
import type { TargetPlace } from '../index.ts';
import { withinTarget } from '../target-failed.ts';
import type { ImagesConfig } from './config.ts';
import { readImageNote, type ImageNote, type Tags } from './image-note.ts';
import { openTags, type TagSet } from './open-tags.ts';

/**
 * Container images: a move copies a tag to another name, by digest, for each image, all or none. A registry does not know
 * of snapshots, so a note in the snapshot root says which digests belong to which one: to go back is to go back to these.
 */
export function imagesTarget(images: ImagesConfig, { environment }: TargetPlace): Target {
  const title = images.map(({ to }) => to).join(', ');
  const fileIn = ({ notes }: TargetContext): string =>
    join(notes, `images-${createHash('sha256').update(title).digest('hex').slice(0, 8)}.json`);
  const open = ({ signal }: TargetContext): TagSet => openTags({ images, title, environment, signal });
  return {
    name: 'images',
    title,
    places: images.map(({ to }) => to),
    at: (_channel, context) =>
      withinTarget(title, 'cannot be read', async () => {
        const note = await readImageNote(fileIn(context), title);
        return note === undefined ? { kind: 'at', id: undefined } : findAt(note, await open(context).read());
      }),
    move: (move, context) =>
      withinTarget(title, 'cannot be moved', async () => {
        const note = await readImageNote(fileIn(context), title);
        expectNewer(note, move, title);
        const set = open(context);
        const found = await set.read();
        const wanted = findWanted(move, note, found) ?? (await set.readCandidates());
        await turn({ move, note, found, wanted, set, file: fileIn(context), context });
      }),
    remove: (move, context) =>
      withinTarget(title, 'cannot be moved', async () => {
        const note = await readImageNote(fileIn(context), title);
        // It never heard of the move that is taken back.
        if (note === undefined || note.generation < (move.undoes ?? 0)) return;
        const set = open(context);
        const left = await set.turn(await set.read(), note.before);
        for (const tag of left) context.tell(`${tag} stays: the registry cannot take a tag away`);
        const gone = left.length > 0 ? {} : { to: '', snapshots: {} };
        await writeNote(fileIn(context), { ...note, ...gone, generation: move.generation });
      }),
  };
}

/** A snapshot whose digests the tags have; the last one where several have the same. */
function findAt({ to, before, snapshots }: ImageNote, found: Tags) {
  if (to === '' && isSame(before, found)) return { kind: 'at', id: undefined } as const;
  const fits = Object.entries(snapshots).filter(([, { tags }]) => isSame(tags, found));
  const id = (fits.find(([one]) => one === to) ?? fits.at(-1))?.[0];
  return id === undefined ? ({ kind: 'mixed' } as const) : ({ kind: 'at', id } as const);
}

/** What the tags are to be; undefined: what is a candidate now, for this snapshot is new. */
function findWanted(move: TargetMove, note: ImageNote | undefined, found: Tags): Tags | undefined {
  if (move.undoes !== undefined && note?.generation === move.undoes) return note.before;
  const known = note?.snapshots[move.to.id]?.tags;
  if (known !== undefined) return known;
  // It never heard of the move that is taken back.
  if (move.undoes !== undefined) return found;
  // Of an older one that was promoted without images, nobody knows what they were: they stay as they are.
  return move.from !== undefined && isTakenBefore(move.to.id, move.from.id) ? found : undefined;
}

interface Turn {
  readonly move: TargetMove;
  readonly note: ImageNote | undefined;
  readonly found: Tags;
  readonly wanted: Tags;
  readonly set: TagSet;
  readonly file: string;
  readonly context: TargetContext;
}

async function turn({ move, note, found, wanted, set, file, context }: Turn): Promise<void> {
  const next = toNote(move, note, found, wanted);
  await set.prepare(wanted);
  await writeNote(file, next);
  try {
    const left = await set.turn(found, wanted);
    for (const [tag, digest] of Object.entries(wanted))
      context.tell(left.includes(tag) || digest === null ? `${tag} stays as it is` : `${tag} is ${digest}`);
  } catch (error) {
    const { from } = move;
    // The tags are back, so the note is not to say that they moved; its number stays, for it has been used.
    const to = note?.to ?? from?.id ?? '';
    // What somebody else has moved meanwhile is not to be taken back.
    const now = await set.read().catch(() => found);
    const theirs = Object.entries(now).filter(([tag, digest]) => digest !== found[tag] && digest !== wanted[tag]);
    const before = { ...next.before, ...Object.fromEntries(theirs) };
    await writeNote(file, { ...next, to, before, snapshots: { ...note?.snapshots, ...pick(next, from?.id) } });
    throw error;
  }
}

function toNote(move: TargetMove, note: ImageNote | undefined, found: Tags, wanted: Tags): ImageNote {
  const { generation, undoes, from, to } = move;
  const isAgain = note?.generation === generation;
  const before = isAgain ? note.before : found;
  // What was promoted and taken back is no record of that snapshot: next time, what is a candidate then counts.
  const kept = Object.entries(note?.snapshots ?? {}).filter(([, one]) => one.generation !== undoes);
  const snapshots = new Map(kept);
  if (from !== undefined && undoes === undefined && !snapshots.has(from.id))
    snapshots.set(from.id, { generation: 0, tags: before });
  if (!snapshots.has(to.id)) snapshots.set(to.id, { generation, tags: wanted });
  return { generation, to: to.id, before, snapshots: Object.fromEntries(snapshots) };
}

function pick({ snapshots }: ImageNote, id: string | undefined): ImageNote['snapshots'] {
  const one = id === undefined ? undefined : snapshots[id];
  return id === undefined || one === undefined ? {} : { [id]: one };
}

function isSame(one: Tags, other: Tags): boolean {
  return Object.entries(one).every(([tag, digest]) => other[tag] === digest);
}
