import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { WEEK, type WeekCommand, type WeekStep } from './the-week.ts';
import type { World } from './worlds.ts';

const AT = fileURLToPath(new URL('at.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** When the first night begins. */
const BEGIN = Date.parse('2026-11-16T01:30:00Z');

/** One step of `week.json`. */
export interface ToldStep {
  readonly day: string;
  readonly what: string;
  /** What was judged last; empty: nothing was. */
  readonly snapshot: string;
  readonly decision: 'promote' | 'wait' | 'reject' | 'none';
  readonly reasons: readonly string[];
  /** Where `stable` is afterwards; empty: nowhere. */
  readonly stable: string;
  /** Whether each decision of the step, decided again from what was kept, is what it was. */
  readonly replayed: 'same' | 'different';
}

/** Lives the week in a world, and tells what came of each step. */
export async function liveTheWeek(world: World): Promise<readonly ToldStep[]> {
  const told: ToldStep[] = [];
  for (const step of WEEK) told.push(await live(world, step));
  return told;
}

async function live(world: World, step: WeekStep): Promise<ToldStep> {
  const { days, hours = 0 } = step.after;
  const at = new Date(BEGIN + (days * 24 + hours) * 3_600_000).toISOString();
  console.log(`\n\u001b[1m${step.day} ${at.slice(0, 16).replace('T', ' ')}  ${step.what}\u001b[0m`);
  if (step.mirror !== undefined) await world.moveMirrors(step.mirror);
  if (step.isPartnerUp !== undefined) world.setPartner(step.isPartnerUp);
  const before = world.readLog().length;
  for (const command of step.commands(await world.facts())) await saltern(world, at, command);
  return await describe(world, step, { at, before });
}

/** Runs the real command line at a moment, and shows what was typed. Not in this thread: Pulp reads from servers of it. */
async function saltern(world: World, at: string, { argv, by = 'nightly' }: WeekCommand): Promise<void> {
  console.log(`\n${by}$ saltern ${argv.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ')}`);
  // Starts saltern itself.
  const child = spawn(process.execPath, [AT, at, ...world.flags, ...argv], {
    cwd: ROOT,
    env: { ...process.env, ...world.environment, SALTERN_USER: by },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'exit');
}

/** What a command answers as JSON. Throws `SyntaxError` where it answers nothing. */
async function ask(world: World, at: string, argv: readonly string[]): Promise<unknown> {
  // Starts saltern itself.
  const child = spawn(process.execPath, [AT, at, ...world.flags, ...argv, '--json'], {
    cwd: ROOT,
    env: { ...process.env, ...world.environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(await text(child.stdout));
}

const explainedSchema = z.object({
  replayed: z.enum(['same', 'different']),
  decision: z.object({
    blocks: z.array(z.object({ reason: z.string() })),
    requirements: z.array(
      z.object({ instance: z.string(), kind: z.string(), reason: z.string(), notes: z.array(z.string()) }),
    ),
  }),
});

/** A decision that was made again, and what stood in its way. */
async function explain(world: World, at: string, line: number) {
  const { replayed, decision } = explainedSchema.parse(await ask(world, at, ['gate', 'explain', String(line)]));
  const { blocks, requirements } = decision;
  const told = requirements.filter(({ kind }) => kind !== 'pass');
  return {
    replayed,
    reasons: [
      ...told.map(({ instance, kind, reason, notes }) => {
        return `${kind.toUpperCase()} ${instance}: ${[reason, ...notes].join('; ')}`;
      }),
      ...blocks.map(({ reason }) => reason),
    ],
  };
}

/** Whether the log of decisions is what was written. */
export async function askAudit(world: World): Promise<'whole' | 'broken'> {
  const { state } = z
    .object({ state: z.enum(['whole', 'broken']) })
    .parse(await ask(world, new Date(BEGIN).toISOString(), ['audit', 'verify']));
  return state;
}

/** What the log of decisions knows of a step. */
async function describe(
  world: World,
  { day, what }: WeekStep,
  { at, before }: { at: string; before: number },
): Promise<ToldStep> {
  const decided = world
    .readLog()
    .map((line, index) => ({ ...line, number: index + 1 }))
    .slice(before)
    .filter(({ decision }) => decision !== undefined);
  const counts = decided.findLast(({ result }) => result === 'promoted') ?? decided.at(-1);
  const explained = await Promise.all(decided.map(({ number }) => explain(world, at, number)));
  const own = explained[counts === undefined ? -1 : decided.indexOf(counts)];
  return {
    day,
    what,
    snapshot: counts?.to?.id ?? '',
    decision: counts?.action === 'rollback' ? 'none' : (counts?.decision ?? 'none'),
    reasons: own?.reasons ?? [],
    stable: world.stable(),
    replayed: explained.every(({ replayed }) => replayed === 'same') ? 'same' : 'different',
  };
}
