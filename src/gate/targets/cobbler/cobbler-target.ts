import { access, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { syncToDisk } from '../../../base/files/sync-to-disk.ts';
import type { Target, TargetContext, TargetMove } from '../../../contract/target.ts';
import { expectNext, isNotBegun, isNotFirst, readNote, writeNote } from '../generation-note.ts';
import { prepareTurn, readLink } from '../links.ts';
import { targetFailed, withinTarget } from '../target-failed.ts';
import type { CobblerConfig } from './config.ts';

/** Names of links ▸ what they lead to; undefined: there is none. */
type Links = ReadonlyMap<string, string | undefined>;

/**
 * Cobbler's stable names: `base9` beside `base9-latest`, each a link to the promoted repository. They are turned one after
 * the other, so for a moment some lead to the one snapshot and some to the other; if one cannot be turned, none is.
 */
export function cobblerTarget({ path: folder, name = '{member}' }: CobblerConfig): Target {
  const title = join(folder, name);
  const nameOf = (member: string): string => name.replaceAll('{member}', () => member);
  const noteOf = (channel: string): string => join(folder, `.saltern-${channel}.json`);

  const linksFor = async (id: string, { locate, members }: TargetContext): Promise<Links> =>
    new Map((await members(id)).map((member) => [nameOf(member), locate(id, member)]));
  const read = async (names: Iterable<string>): Promise<Links> =>
    new Map(await Promise.all([...names].map(async (one) => [one, await readLink(join(folder, one), title)] as const)));

  return {
    name: 'cobbler',
    title,
    places: [title],
    at: (channel, context) =>
      withinTarget(title, 'cannot be read', async () => {
        const note = noted(await readNote(noteOf(channel), title));
        if (note === undefined) return { kind: 'at', id: undefined };
        const links = await read(note.names);
        const ids = new Set([...links.values()].flatMap((one) => (one === undefined ? [] : [basename(dirname(one))])));
        const [id] = ids;
        if (id === undefined) return { kind: 'at', id: undefined };
        const wanted = await linksFor(id, context).catch(() => new Map<string, string>());
        return ids.size === 1 && [...links].every(([one, leadsTo]) => wanted.get(one) === leadsTo) && wanted.size > 0
          ? { kind: 'at', id }
          : { kind: 'mixed' };
      }),
    move: (move, context) =>
      withinTarget(title, 'cannot be moved', async () => {
        context.signal.throwIfAborted();
        const note = await readNote(noteOf(move.channel), title);
        if (isNotBegun(note, move)) return;
        await expectNext(note, move, title, context);
        const wanted = await linksFor(move.to.id, context);
        if (wanted.size === 0) throw targetFailed(title, `cannot lead to '${move.to.id}', which has no members`);
        await expectThere(wanted, title);
        // What the last snapshot had, and this one has not, is promoted no more.
        const old = new Set([...(noted(note)?.names ?? []), ...wanted.keys()]);
        const before = await read(old);
        if ([...old].every((one) => before.get(one) === wanted.get(one))) return;
        await writeNote(noteOf(move.channel), toNote(move, before, noted(note)));
        await turnAll(folder, new Map([...old].map((one) => [one, wanted.get(one)])), before);
      }),
    remove: (move) =>
      withinTarget(title, 'cannot be moved', async () => {
        const note = noted(await readNote(noteOf(move.channel), title));
        if (note === undefined || isNotFirst(note, move)) return;
        const first = new Map(note.names.map((one) => [one, note.first[one]]));
        await turnAll(folder, first, await read(first.keys()));
        await rm(noteOf(move.channel), { force: true });
      }),
  };
}

const ownNote = z.looseObject({
  generation: z.number(),
  to: z.string(),
  names: z.array(z.string()),
  /** What the links led to before saltern turned them for the first time. */
  first: z.record(z.string(), z.string()),
});

function noted(note: unknown): z.infer<typeof ownNote> | undefined {
  return note === undefined ? undefined : ownNote.parse(note);
}

function toNote(move: TargetMove, before: Links, last: z.infer<typeof ownNote> | undefined) {
  const there = [...before].flatMap(([one, leadsTo]) => (leadsTo === undefined ? [] : [[one, leadsTo] as const]));
  const first = last?.first ?? Object.fromEntries(there);
  return { generation: move.generation, to: move.to.id, names: [...before.keys()], first };
}

async function expectThere(links: Links, title: string): Promise<void> {
  for (const leadsTo of links.values()) {
    if (leadsTo === undefined) continue;
    await access(leadsTo).catch((cause: unknown) => {
      throw targetFailed(title, `cannot lead to '${leadsTo}', which is not there`, { cause });
    });
  }
}

/** All of them, or those that were turned are turned back. Whatever can be refused is done before the first is turned. */
async function turnAll(folder: string, wanted: Links, before: Links): Promise<void> {
  const turns: (readonly [name: string, turn: () => Promise<void>])[] = [];
  for (const [name, leadsTo] of wanted) turns.push([name, await prepareTurn(join(folder, name), leadsTo)]);
  const turned: string[] = [];
  try {
    for (const [name, turn] of turns) {
      await turn();
      turned.push(name);
    }
  } catch (error) {
    for (const name of turned.toReversed()) await (await prepareTurn(join(folder, name), before.get(name)))();
    throw error;
  }
  await syncToDisk(folder).catch(() => undefined);
}
