import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Target, TargetContext, TargetMove } from '../../../contract/target.ts';
import { isSnapshotId } from '../../../contract/snapshot-id.ts';
import { expectNext, isNotBegun, isNotFirst } from '../generation-note.ts';
import type { TargetPlace } from '../index.ts';
import { targetFailed } from '../target-failed.ts';
import type { GitConfig } from './config.ts';
import { openBranch, pushFile, type Branch } from './open-branch.ts';
import { readPins, writePins, type PinsFile } from './pins-file.ts';
import type { GitCall } from './run-git.ts';

/**
 * A file of pins in git, one for each repository: a move is a commit on a branch, ready for a pull request. One push moves
 * all of it or nothing, in a bare repository of the target's own that each call makes anew.
 */
export function gitTarget(config: GitConfig, { channel: own, environment }: TargetPlace): Target {
  const { repository, file, branch = `saltern/${own}`, base, key: keys = [], name = '{member}' } = config;
  const title = `${repository} ${branch} ${file}`;
  const nameOf = (member: string): string => name.replaceAll('{member}', () => member);
  const within = async <T>({ notes, signal }: TargetContext, work: (call: GitCall) => Promise<T>): Promise<T> => {
    const folder = join(notes, `${createHash('sha256').update(title).digest('hex').slice(0, 8)}.git`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(notes, { recursive: true });
    try {
      return await work({ folder, title, environment, signal });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const open = (call: GitCall): Promise<Branch> => openBranch(call, { repository, branch, base, file, channel: own });
  const change = (
    move: TargetMove,
    context: TargetContext,
    { isOver, pinsOf }: { readonly isOver: typeof isNotBegun; readonly pinsOf: (old: PinsFile) => Promise<Pins> },
  ) =>
    within(context, async (call) => {
      const opened = await open(call);
      if (isOver(opened.last, move)) return;
      await expectNext(opened.last, move, title, context);
      const old = { text: opened.text, keys };
      const pins = await pinsOf(old);
      const before = read(old, title);
      if ([...pins].every(([one, id]) => before.get(one) === id)) return;
      const commit = await pushFile(call, opened, { text: writePins(old, pins), message: describeMove(move) });
      context.tell(`commit ${commit} on '${branch}'`);
    });
  return {
    name: 'git',
    title,
    places: [[title, ...keys, name].join(' ')],
    at: (_channel, context) =>
      within(context, async (call) => {
        const pins = read({ text: (await open(call)).text, keys }, title);
        return await findAt(pins, nameOf, context);
      }),
    move: (move, context) =>
      change(move, context, {
        isOver: isNotBegun,
        pinsOf: async (old) => {
          const members = await context.members(move.to.id);
          if (members.length === 0) throw targetFailed(title, `cannot pin '${move.to.id}', which has no members`);
          const wanted = members.map((member) => [nameOf(member), move.to.id] as const);
          return new Map([...(await findOld(old, move.from?.id, context)), ...wanted]);
        },
      }),
    remove: (move, context) =>
      change(move, context, { isOver: isNotFirst, pinsOf: (old) => findOld(old, move.to.id, context) }),
  };

  /** Pins of what the last snapshot had, to be taken out; one of another name is another channel's. */
  async function findOld(old: PinsFile, from: string | undefined, { members }: TargetContext): Promise<Pins> {
    if (from === undefined) return new Map();
    const [start = '', end = ''] = name.split('{member}');
    const had = await members(from).then(
      (names) => new Set(names.map(nameOf)),
      () => undefined,
    );
    // Of a snapshot that is gone nobody knows what it had.
    const isOurs = (one: string): boolean => had?.has(one) ?? (one.startsWith(start) && one.endsWith(end));
    const gone = [...read(old, title)].filter(([one, id]) => id === from && isOurs(one));
    return new Map(gone.map(([one]) => [one, undefined] as const));
  }
}

type Pins = ReadonlyMap<string, string | undefined>;

function read(file: PinsFile, title: string): ReadonlyMap<string, string> {
  try {
    return readPins(file);
  } catch (error) {
    throw targetFailed(title, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Pins of snapshots that are not there, and of other names, are somebody else's. */
async function findAt(pins: Pins, nameOf: (member: string) => string, { members }: TargetContext) {
  const ids = [...new Set(pins.values())].filter((id) => id !== undefined).filter(isSnapshotId);
  const known = await Promise.all(ids.map(async (id) => [id, await members(id).catch(() => [])] as const));
  const [first, ...rest] = known.filter(([id, names]) => names.some((member) => pins.get(nameOf(member)) === id));
  if (first === undefined) return { kind: 'at', id: undefined } as const;
  const [id, names] = first;
  const isWhole = rest.length === 0 && names.every((member) => pins.get(nameOf(member)) === id);
  return isWhole ? ({ kind: 'at', id } as const) : ({ kind: 'mixed' } as const);
}

function describeMove({ channel, from, to, generation, by, reason, decision }: TargetMove): string {
  const subject = `${channel}: ${from === undefined ? '' : `${from.id} → `}${to.id}`;
  const trailers = { Channel: channel, Generation: generation, Snapshot: to.id, Decision: decision, By: by };
  const lines = Object.entries(trailers).map(([key, value]) => `Saltern-${key}: ${oneLine(String(value))}`);
  return `${[oneLine(subject), ...(reason === '' ? [] : [oneLine(reason)]), lines.join('\n')].join('\n\n')}\n`;
}

/** What spans lines might pass for a trailer. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
