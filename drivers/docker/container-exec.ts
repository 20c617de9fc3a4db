import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import { SalternError } from '../../src/contract/errors.ts';
import { endMarked, KILL_LIMIT_MS, MARK } from '../../src/connect/guest/end-marked.ts';
import { withinSignal } from '../../src/base/wait/within-signal.ts';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import { readFrames, type StreamSinks } from './demux-stream.ts';
import type { Engine } from './engine.ts';
import { engineMessage, statusOf } from './explain-engine-error.ts';

/** When it is first looked whether a command ended before its output, and how rarely later; then how long it is silent. */
const FIRST_LOOK_MS = 1000;
const RAREST_LOOK_MS = 5000;
const SILENCE_MS = 500;

export interface ContainerExecOptions {
  readonly container: string;
  readonly argv: readonly string[];
  readonly stdin?: string | Readable | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly user?: string | undefined;
  readonly workdir?: string | undefined;
  readonly sinks: StreamSinks;
}

/** A command in a container. */
export interface ContainerExec {
  /** Its exit code, once it has ended and all its output was taken. Throws what broke its standard input. */
  readonly ended: Promise<number>;
  /** Ends it and its children; returns when it is gone, or after some seconds. */
  kill(): Promise<void>;
}

/** Starts argv in the container, without a shell and without a terminal. Throws GUEST_GONE when it does not run. */
export async function startExec(engine: Engine, options: ContainerExecOptions): Promise<ContainerExec> {
  const mark = randomUUID();
  const begun = await begin(engine, options, mark);
  const kill = async (): Promise<void> => {
    await endMarked(mark, {
      run: (killer) => withinSignal(runSilent(engine, options.container, killer), AbortSignal.timeout(KILL_LIMIT_MS)),
      isOver: async () => !(await begun.inspect()).Running,
    });
    begun.stream.destroy();
  };
  const ended = awaitEnd(begun, options, kill);
  ended.catch(() => undefined);
  return { ended, kill };
}

interface BegunExec {
  readonly stream: Duplex;
  readonly inspect: () => Promise<Docker.ExecInspectInfo>;
}

async function begin(engine: Engine, options: ContainerExecOptions, mark: string): Promise<BegunExec> {
  const { container, argv, stdin, environment = {}, user, workdir } = options;
  const doing = `run '${argv[0] ?? ''}' in '${container}'`;
  const exec = await ask(engine, container, doing, (docker) =>
    docker.getContainer(container).exec({
      Cmd: [...argv],
      Env: [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), `${MARK}=${mark}`],
      AttachStdin: stdin !== undefined,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      ...(user === undefined ? {} : { User: user }),
      ...(workdir === undefined ? {} : { WorkingDir: workdir }),
    }),
  );
  const stream = await ask(engine, container, doing, () => exec.start({ hijack: true, stdin: stdin !== undefined }));
  return { stream, inspect: () => ask(engine, container, doing, () => exec.inspect()) };
}

async function awaitEnd(
  { stream, inspect }: BegunExec,
  { container, argv, stdin, sinks }: ContainerExecOptions,
  kill: () => Promise<void>,
): Promise<number> {
  const done = new AbortController();
  let heard = 0;
  const listen = (sink: (chunk: Buffer) => void) => (chunk: Buffer) => {
    heard += 1;
    sink(chunk);
  };
  const frames = readFrames(stream, { stdout: listen(sinks.stdout), stderr: listen(sinks.stderr) });
  const isOver = async (): Promise<boolean> => !(await inspect()).Running;
  const output = Promise.race([frames, awaitSilence(isOver, () => heard, done.signal)]);
  const input = stdin === undefined ? Promise.resolve() : feed(stream, stdin);
  input.catch(() => undefined);
  try {
    await Promise.race([output, input.then(() => output)]);
  } catch (error) {
    await kill();
    throw error;
  } finally {
    done.abort();
  }
  frames.catch(() => undefined);
  stream.destroy();
  if (typeof stdin === 'object') stdin.destroy();
  // The stream ends a moment before the engine has written down the exit code.
  const readCode = async (): Promise<number | undefined> => {
    const state = await inspect();
    return state.Running ? undefined : (state.ExitCode ?? undefined);
  };
  const code = await waitUntil(readCode, { signal: new AbortController().signal, intervalMs: 5, timeoutMs: 10_000 });
  if (code !== undefined) return code;
  throw new SalternError('ENGINE_FAILED', `Docker did not say how '${argv[0] ?? ''}' in '${container}' ended`, {
    isTransient: true,
  });
}

/**
 * Ends when the command has ended and its output is silent, though it stays open: what it left in the background may hold
 * it for ever, and the engine does not tell. Asks rarely, for nearly all commands end with their output; never ends
 * where the engine does not answer.
 */
async function awaitSilence(isOver: () => Promise<boolean>, heard: () => number, signal: AbortSignal): Promise<void> {
  for (let pauseMs = FIRST_LOOK_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, RAREST_LOOK_MS)) {
    await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted || !(await isOver().catch(() => false))) continue;
    const before = heard();
    await delay(SILENCE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    // What came meanwhile is heard before this, however late this process is.
    await nextTurn();
    await nextTurn();
    if (heard() === before) return;
  }
  await new Promise<never>(() => undefined);
}

async function runSilent(engine: Engine, container: string, argv: readonly string[]): Promise<void> {
  const sinks = { stdout: () => undefined, stderr: () => undefined };
  const { ended } = await startExec(engine, { container, argv, user: '0', sinks });
  await ended;
}

/** Sends the input and closes it. A command that ends before it has read everything is no error. */
async function feed(stream: Duplex, stdin: string | Readable): Promise<void> {
  if (typeof stdin === 'string') {
    stream.end(stdin);
    return;
  }
  let moved = Promise.withResolvers<void>();
  const wake = (): void => moved.resolve();
  stream.on('drain', wake).once('close', wake);
  for await (const chunk of stdin) {
    if (stream.destroyed) return;
    // A tar stream comes in pieces of 512 bytes: those of one turn of the event loop go out together.
    if (stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    moved = Promise.withResolvers();
    if (!stream.write(chunk)) await moved.promise;
  }
  stream.end();
}

async function ask<T>(
  engine: Engine,
  container: string,
  doing: string,
  call: Parameters<typeof engine.ask<T>>[1],
): Promise<T> {
  try {
    return await engine.ask(doing, call);
  } catch (error) {
    const status = statusOf(error);
    // Of a container that ends in that moment, engines say it with other numbers too.
    if (status !== 404 && status !== 409 && !/is not running/.test(engineMessage(error))) throw error;
    throw new SalternError('GUEST_GONE', `The container '${container}' is not running any more`, {
      hint: 'Run the instance again; somebody or something ended it.',
      cause: error,
    });
  }
}
