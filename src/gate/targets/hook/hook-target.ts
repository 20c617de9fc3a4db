import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { printableJson } from '../../../base/json/printable-json.ts';
import { awaitProcess, type ProcessEnd } from '../../../base/process/await-process.ts';
import { endGroupWith } from '../../../base/process/end-group.ts';
import { collectOutput } from '../../../base/text/collect-output.ts';
import { tailLines } from '../../../base/text/tail-lines.ts';
import { LIMIT_UNITS, parseDuration } from '../../../base/time/parse-duration.ts';
import { waitUntil } from '../../../base/wait/wait-until.ts';
import type { Target, TargetContext, TargetMove } from '../../../contract/target.ts';
import type { TargetPlace } from '../index.ts';
import { expectNewer, readNote, writeNote } from '../generation-note.ts';
import { targetFailed, withinTarget } from '../target-failed.ts';
import { HOOK_LIMIT, type HookConfig } from './config.ts';
import { findRunning, noteRunning } from './running-note.ts';

/**
 * A command that is told of each move, and makes it. `undo`: to bring back what an earlier call brought to `from`, or
 * perhaps never did; `remove`: the same where there is nothing to go back to. After a crash it hears of a move again.
 */
type Action = 'move' | 'undo' | 'remove';

/** Nothing announces the end of a process that another one started. */
const RETRY_MS = 50;

/** A command of the project's own: exit 0 means that all of it has moved, anything else that nothing has. */
export function hookTarget({ command, 'time-limit': limit = HOOK_LIMIT }: HookConfig, place: TargetPlace): Target {
  const title = command.join(' ');
  const limitMs = parseDuration(limit, LIMIT_UNITS) ?? 0;
  const noteOf = ({ notes }: TargetContext): string =>
    join(notes, `hook-${createHash('sha256').update(title).digest('hex').slice(0, 8)}`);
  const call = (action: Action, move: TargetMove, context: TargetContext): Promise<void> =>
    callHook({ title, command, limitMs, limit, place, action, move, context, running: `${noteOf(context)}.running` });
  return {
    name: 'hook',
    title,
    at: () => Promise.resolve({ kind: 'unknown' }),
    move: (move, context) =>
      withinTarget(title, 'cannot be asked', async () => {
        const file = `${noteOf(context)}.json`;
        expectNewer(await readNote(file, title), move, title);
        context.signal.throwIfAborted();
        await writeNote(file, { generation: move.generation, to: move.to.id });
        await call(move.undoes === undefined ? 'move' : 'undo', move, context);
      }),
    remove: (move, context) => call('remove', move, context),
  };
}

interface Call extends Pick<HookConfig, 'command'> {
  readonly title: string;
  readonly limitMs: number;
  /** As it is written. */
  readonly limit: string;
  readonly place: TargetPlace;
  readonly action: Action;
  readonly move: TargetMove;
  readonly context: TargetContext;
  /** Absolute path of what says that it runs. */
  readonly running: string;
}

async function callHook(call: Call): Promise<void> {
  const { title, command, limitMs, limit, place, action, move, context, running } = call;
  await awaitEarlier(call);
  const [program = '', ...argv] = command;
  const late = AbortSignal.timeout(limitMs);
  // Starts any program: the project names it.
  const child = spawn(program, argv, {
    cwd: place.directory,
    env: { ...place.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  using _end = endGroupWith(AbortSignal.any([context.signal, late]), child.pid);
  const output = collectOutput({});
  child.stdout.on('data', output.stdout);
  child.stderr.on('data', output.stderr);
  // It need not read what it gets.
  child.stdin.on('error', () => undefined);
  // It is told what to do once it is known to run.
  using _running = noteRunning(running, child.pid);
  child.stdin.end(`${printableJson({ version: 1, action, ...move })}\n`);
  const end = await awaitProcess(child).catch((cause: unknown) => {
    throw targetFailed(title, `cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: "See to 'command' of the target 'hook'; it is looked up on the PATH, or from the folder of the project.",
      cause,
    });
  });
  context.signal.throwIfAborted();
  if (end.code === 0 && !late.aborted) return;
  const { stdout, stderr } = output.end();
  throw targetFailed(title, late.aborted ? `did not end within ${limit}` : `ended with ${describeEnd(end)}`, {
    hint: `It was asked to ${action} ${move.channel}, and counts as not moved.`,
    details: tailLines(stderr.trim() === '' ? stdout : stderr, 10),
  });
}

/**
 * Waits for what a saltern started that was killed since: it would still move while it is told to undo that, and be the
 * last to say where things are.
 */
async function awaitEarlier({ title, limitMs, limit, running, context: { signal } }: Call): Promise<void> {
  let pid: number | undefined;
  const hasEnded = async (): Promise<true | undefined> =>
    (pid = await findRunning(running)) === undefined ? true : undefined;
  if ((await waitUntil(hasEnded, { signal, intervalMs: RETRY_MS, timeoutMs: limitMs })) !== undefined) return;
  const what = `still runs as process ${pid}: the saltern that started it was killed, and it did not end within ${limit}`;
  throw targetFailed(title, what, {
    hint: `Wait until it has ended, or end it with 'kill -- -${pid}'; then try again.`,
  });
}

function describeEnd({ code, signal }: ProcessEnd): string {
  return code === null ? String(signal) : `exit code ${code}`;
}
