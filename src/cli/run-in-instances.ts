import { once } from 'node:events';
import type { Readable } from 'node:stream';
import pLimit from 'p-limit';
import { findCreated, openAccess, type CreatedInstance, type InstanceAccess } from '../app/connect-instance.ts';
import { runInside } from '../app/run-inside.ts';
import type { SelectOptions } from '../app/select-fleet.ts';
import type { Services } from '../app/services.ts';
import { decodeText } from '../base/text/decode-text.ts';
import { splitLines } from '../base/text/split-lines.ts';
import type { ExecResult } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { toKnownError } from '../contract/to-known-error.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import type { Answer, ExitCode, JsonOption } from './answer.ts';
import type { App, Relay } from './app.ts';

/** A command for one instance, or for all that a glob or a regular expression matches. */
export interface InsideRun {
  readonly wanted: string;
  readonly argv: readonly string[];
  /** What is done before in each. */
  readonly before: (services: Services, access: InstanceAccess) => Promise<void>;
}

/** How many at once where neither flag nor project says so. */
const AT_ONCE = 8;
/** How long standard input may say nothing before a person is told what is waited for. */
const PATIENCE_MS = 2000;

/**
 * Runs a command in instances. In one, its input, output and exit code are the command's own. In several there is no
 * input, each line has its instance before it, and the exit code is the highest. Throws what finding instances throws.
 */
export async function runInInstances(app: App, options: SelectOptions & JsonOption, run: InsideRun): Promise<Answer> {
  const [first, ...others] = await findCreated(app, run.wanted, options);
  if (others.length > 0) return await runInSeveral(app, options, { ...run, created: [first, ...others] });
  await using access = await openAccess(app, first);
  await run.before(app, access);
  const [out, err] = [app.relay('stdout'), app.relay('stderr')];
  const stdin = app.input();
  const running = runInside(access, run.argv, {
    signal: AbortSignal.any([app.signal, app.unread]),
    ...(stdin ? { stdin } : {}),
    ...(options.json ? {} : relayed(out, err)),
  });
  const result = await running.catch((error: unknown) => {
    if (!app.unread.aborted || app.signal.aborted) throw error;
  });
  out.end();
  err.end();
  if (result === undefined) return { exitCode: UNREAD };
  const { code, stdout, stderr, durationMs } = result;
  return { exitCode: code, data: { name: access.name, code, stdout, stderr, durationMs } };
}

/** As of a program that SIGPIPE ended: its reader had enough, so there is nothing to say. */
const UNREAD = 141;

interface SeveralRun extends InsideRun {
  readonly created: readonly CreatedInstance[];
}

async function runInSeveral(app: App, { json = false }: JsonOption, run: SeveralRun): Promise<Answer> {
  const { created, wanted } = run;
  await refuseInput(app, `${created.length} instances match '${wanted}'`);
  const limit = pLimit(created[0]?.project.concurrency ?? AT_ONCE);
  const width = Math.max(...created.map(({ state }) => state.name.length));
  const results = await Promise.all(
    created.map((one) => limit(() => runInOne(app, { ...run, one, width, isQuiet: json }))),
  );
  app.signal.throwIfAborted();
  const exitCode = Math.max(...results.map(({ code }) => code));
  return { exitCode, data: { code: exitCode, instances: results } };
}

interface OneRun extends SeveralRun {
  readonly one: CreatedInstance;
  /** Of the longest name. */
  readonly width: number;
  /** Whether output is only kept, not shown. */
  readonly isQuiet: boolean;
}

type OneResult = { readonly name: string; readonly code: ExitCode } & (
  | Pick<ExecResult, 'stdout' | 'stderr' | 'durationMs'>
  | { readonly error: ReturnType<typeof toTrouble> }
);

/** Trouble with one instance keeps nobody from the others. */
async function runInOne(app: App, { one, argv, before, width, isQuiet }: OneRun): Promise<OneResult> {
  const { name } = one.state;
  const start = `${name}:`.padEnd(width + 2);
  const [out, err] = [withName(app.relay('stdout'), start), withName(app.relay('stderr'), start)];
  try {
    await using access = await openAccess(app, one);
    await before(app, access);
    const { code, stdout, stderr, durationMs } = await runInside(access, argv, {
      signal: AbortSignal.any([app.signal, app.unread]),
      ...(isQuiet ? {} : relayed(out, err)),
    });
    out.end();
    err.end();
    if (code !== 0 && !isQuiet) app.talk(`${start}exit status ${code}\n`);
    return { name, code, stdout, stderr, durationMs };
  } catch (error) {
    const trouble = toTrouble(error);
    const isOver = app.signal.aborted || app.unread.aborted;
    if (!isQuiet && !isOver) app.talk(`${start}${trouble.message}\n`);
    return { name, code: toKnownError(error)?.exitCode ?? 3, error: trouble };
  }
}

/** Output is not kept as well: it may be without end. */
function relayed(out: Relay, err: Relay) {
  return { onStdoutBytes: out.push, onStderrBytes: err.push, keepsOutput: false } as const;
}

function withName(relay: Relay, start: string): Relay {
  const lines = splitLines((line) => relay.push(Buffer.from(`${start}${line}\n`)));
  const text = decodeText(lines.push);
  return {
    push: text.push,
    end() {
      text.end();
      lines.end();
      relay.end();
    },
  };
}

/** Input that nobody gets would be lost without a word. Whether there is any shows with its first byte or its end. */
async function refuseInput(app: App, why: string): Promise<void> {
  const input = app.input();
  if (input === undefined) return;
  const timer = setTimeout(() => {
    app.tell('waiting to see whether standard input holds anything; `</dev/null` says that it does not');
  }, PATIENCE_MS);
  try {
    if (!(await holdsAnything(input, app.signal))) return;
  } finally {
    clearTimeout(timer);
    input.destroy();
  }
  throw new SalternError('USAGE', `Standard input can go to one instance only, and ${why}`, {
    hint: 'Name one of them, or add `</dev/null`.',
  });
}

async function holdsAnything(input: Readable, signal: AbortSignal): Promise<boolean> {
  while (!input.readableEnded && !input.destroyed) {
    if (input.read(1) !== null) return true;
    await Promise.race([once(input, 'readable', { signal }), once(input, 'end', { signal })]);
  }
  return false;
}
