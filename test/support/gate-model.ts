import { appendFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRootFacts } from '../../src/app/gate/read-root-facts.ts';
import type { KeptEvidence } from '../../src/contract/evidence.ts';
import type { Hold, Waiver } from '../../src/contract/gate-records.ts';
import type { SnapshotRoot } from '../../src/contract/snapshot.ts';
import { keepRecord } from '../../src/gate/decision-record.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import { failureFingerprint } from '../../src/gate/failure-fingerprint.ts';
import type { GateInput } from '../../src/gate/gate-input.ts';
import { promote } from '../../src/gate/promote.ts';
import { rollback } from '../../src/gate/rollback.ts';
import { openSnapshotRoot } from '../../src/snapshot/open-snapshot-root.ts';
import { LAYOUT } from '../../src/snapshot/root/snapshot-layout.ts';
import { writeManifest } from '../../src/snapshot/root/write-manifest.ts';
import { input, policyWith, result, ssh7, ssh9, waiver } from '../unit/gate/fixtures.ts';

export const [HOUR, DAY] = [3_600_000, 86_400_000];
export const INSTANCES = [ssh7, ssh9];
export const CONTENTS = ['1', '2', '3'].map((day) => ({ id: `2026110${day}T000000`, digest: `sha256:content${day}` }));
export const WAYS = ['check port tcp:22 listening: expected true, got false', 'state a file.managed: no such file'];
export const RULES = { soakMs: DAY, maxAgeMs: 5 * DAY };

/** Something that happens, to the gate and around it. */
export type Action =
  | { readonly do: 'clock'; readonly hours: number }
  | { readonly do: 'take' | 'promote' | 'rollback' | 'taint' | 'hold' | 'hand'; readonly content: number }
  | {
      readonly do: 'test';
      readonly content: number;
      readonly instance: number;
      readonly outcome: KeptEvidence['outcome'];
      readonly way: number;
    }
  | { readonly do: 'lose'; readonly instance: number }
  | { readonly do: 'edit' | 'freeze' | 'unfreeze' | 'tamper' }
  | { readonly do: 'waive'; readonly instance: number; readonly way: number; readonly approver: string };

/** What has happened until now, as the test itself keeps it: nothing of it is read back from what the gate wrote. */
export interface World {
  readonly clock: number;
  readonly formula: string;
  readonly results: readonly KeptEvidence[];
  readonly lost: readonly { readonly instance: string; readonly number: number }[];
  readonly waivers: readonly (Waiver & { readonly way: string })[];
  readonly holds: readonly (Hold & { readonly content: string })[];
  /** End, ms since the epoch. */
  readonly frozenUntil: number | undefined;
  readonly tainted: readonly string[];
  /** Lines that were written, with their times. */
  readonly lines: readonly { readonly at: number; readonly content?: string }[];
  readonly isTampered: boolean;
  readonly at: string | undefined;
  /** Contents that the gate let through, as `id digest`. */
  readonly promoted: readonly string[];
  /** Where a hand had put the channel before the gate moved it first. */
  readonly firstAt: string | undefined;
}

const FIRST: World = {
  clock: Date.parse('2026-11-05T00:00:00Z'),
  formula: 'sha256:f',
  results: [],
  lost: [],
  waivers: [],
  holds: [],
  frozenUntil: undefined,
  tainted: [],
  lines: [],
  isTampered: false,
  at: undefined,
  promoted: [],
  firstAt: undefined,
};

/** A channel moved: from one world into another. */
export type OnMove = (before: World, how: 'promote' | 'rollback', to: (typeof CONTENTS)[number]) => void;

/** Lives through actions on a real snapshot root, with the real promotion. `onMove` is told of each move that is not by hand. */
export async function liveThrough(actions: readonly Action[], onMove: OnMove): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'saltern-model-'));
  const root = await openModelRoot(path);
  try {
    let world = FIRST;
    for (const action of actions) world = await act(action, world, { path, root, onMove });
  } finally {
    await rm(path, { recursive: true });
  }
}

async function openModelRoot(path: string): Promise<SnapshotRoot> {
  for (const { id, digest } of CONTENTS) {
    const folder = LAYOUT.snapshot(path, id);
    await mkdir(folder, { recursive: true });
    await writeManifest(folder, { version: 1, id, createdAt: '2026-11-03T00:00:00.000Z', digest, members: [] });
  }
  const real = openSnapshotRoot({ path, signal: new AbortController().signal });
  return { ...real, verify: async (id) => ({ digest: (await real.find(id)).digest }) };
}

interface Place {
  readonly path: string;
  readonly root: SnapshotRoot;
  readonly onMove: OnMove;
}

async function act(action: Action, world: World, place: Place): Promise<World> {
  const { root, path } = place;
  const made = { by: 'jane', at: new Date(world.clock).toISOString(), reason: 'x' };
  const log = (content?: string) => [
    ...world.lines,
    { at: world.clock, ...(content === undefined ? {} : { content }) },
  ];
  switch (action.do) {
    case 'clock':
      return { ...world, clock: world.clock + action.hours * HOUR };
    case 'take': {
      const { id, digest } = pick(CONTENTS, action.content);
      await root.appendNote({ version: 1, ...made, action: 'take', snapshot: { id, digest } });
      return { ...world, lines: log(digest) };
    }
    case 'test':
      return { ...world, results: [...world.results, toResult(action, world)] };
    case 'lose': {
      const { name } = pick(INSTANCES, action.instance);
      const newest = world.results.findLast(({ instance }) => instance === name);
      if (newest === undefined) return world;
      const lost = [...world.lost, { instance: name, number: newest.number }];
      return { ...world, lost, results: world.results.filter((one) => one !== newest) };
    }
    case 'edit':
      return { ...world, formula: `${world.formula}'` };
    case 'waive':
      return { ...world, waivers: [...world.waivers, toWaiver(action, world)] };
    case 'hold': {
      const about = {
        name: `h${world.holds.length}`,
        file: '',
        digest: '',
        package: 'a',
        most: undefined,
        reason: 'x',
      };
      const times = { author: 'jane', created: made.at, expires: new Date(world.clock + 3 * DAY).toISOString() };
      return {
        ...world,
        holds: [...world.holds, { ...about, ...times, content: pick(CONTENTS, action.content).digest }],
      };
    }
    case 'freeze': {
      const until = world.clock + 2 * DAY;
      await root.putFreeze({ ...made, channel: 'stable', until: new Date(until).toISOString() });
      return { ...world, frozenUntil: until, lines: log() };
    }
    case 'unfreeze': {
      const isLifted = await root.removeFreeze('stable', made);
      return isLifted ? { ...world, frozenUntil: undefined, lines: log() } : world;
    }
    case 'taint': {
      const { id, digest } = pick(CONTENTS, action.content);
      await root.putTaint({ ...made, digest, snapshot: id, channel: 'edge', instances: [] });
      return { ...world, tainted: [...world.tainted, digest], lines: log(digest) };
    }
    case 'tamper':
      await appendFile(LAYOUT.audit(path), 'somebody was here\n');
      return { ...world, isTampered: true };
    case 'hand': {
      const { id } = pick(CONTENTS, action.content);
      await mkdir(LAYOUT.channels(path), { recursive: true });
      await rm(LAYOUT.channel(path, 'stable'), { force: true });
      await symlink(join('..', 'snapshots', id), LAYOUT.channel(path, 'stable'));
      return { ...world, at: id };
    }
    case 'promote':
    case 'rollback':
      return await move(action.do, pick(CONTENTS, action.content), world, place);
    default:
      return action satisfies never;
  }
}

async function move(
  how: 'promote' | 'rollback',
  to: (typeof CONTENTS)[number],
  world: World,
  place: Place,
): Promise<World> {
  const { root, onMove } = place;
  const now = new Date(world.clock);
  const given = await gather(root, to, world);
  const decision = decideGate(given);
  const inputs = await keepRecord(root, { input: given, decision });
  const about = { root, channel: 'stable', decision, inputs, snapshot: to, by: 'joe', now };
  const moved = await (how === 'promote' ? promote(about) : rollback({ ...about, reason: 'x' }));
  const lines = [...world.lines, { at: world.clock, content: to.digest }];
  if (moved.kind !== 'promoted') return { ...world, lines };
  onMove(world, how, to);
  const { firstAt } = world.promoted.length === 0 ? { firstAt: world.at } : world;
  return { ...world, lines, firstAt, at: to.id, promoted: [...world.promoted, `${to.id} ${to.digest}`] };
}

async function gather(root: SnapshotRoot, snapshot: (typeof CONTENTS)[number], world: World): Promise<GateInput> {
  const now = new Date(world.clock);
  return input({
    policy: policyWith(RULES, { waivers: { longestMs: 14 * DAY, needsApprover: true, kinds: ['fail'] } }),
    snapshot,
    declared: INSTANCES.map((one) => ({ ...one, formulaDigest: world.formula })),
    evidence: world.results,
    lost: world.lost,
    waivers: world.waivers,
    holds: world.holds,
    held: world.holds
      .filter(({ content }) => content === snapshot.digest)
      .map(({ name }) => ({ hold: name, member: 'base', package: 'a-1-1.noarch' })),
    ...(await readRootFacts(root, { channel: 'stable', digest: snapshot.digest, now })),
    now,
  });
}

function toResult(action: Extract<Action, { readonly do: 'test' }>, world: World): KeptEvidence {
  const number = world.results.length + world.lost.length + 1;
  const at = new Date(world.clock).toISOString();
  return result(pick(INSTANCES, action.instance), {
    number,
    runId: `run${number}`,
    digest: `sha256:${number}`,
    outcome: action.outcome,
    reasons: action.outcome === 'pass' ? [] : [pick(WAYS, action.way)],
    snapshot: pick(CONTENTS, action.content),
    formulaDigest: world.formula,
    startedAt: at,
    finishedAt: at,
  });
}

function toWaiver(action: Extract<Action, { readonly do: 'waive' }>, world: World): World['waivers'][number] {
  const { name, platform } = pick(INSTANCES, action.instance);
  const one = waiver({
    name: `w${world.waivers.length}`,
    requirement: name,
    failure: failureFingerprint({ instance: name, platform, reasons: [pick(WAYS, action.way)] }),
    approver: action.approver,
    created: new Date(world.clock).toISOString(),
    expires: new Date(world.clock + 2 * DAY).toISOString(),
  });
  return { ...one, way: pick(WAYS, action.way) };
}

function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}
