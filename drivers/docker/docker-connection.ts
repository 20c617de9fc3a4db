import type { Connection, ExecOptions, ExecResult } from '../../src/contract/connection.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { collectOutput } from '../../src/base/text/collect-output.ts';
import {
  getThrough,
  type CommandReader,
  type OutputSinks,
  type ReadCommand,
} from '../../src/connect/guest/get-through.ts';
import { putThrough } from '../../src/connect/guest/put-through.ts';
import { withinSignal } from '../../src/base/wait/within-signal.ts';
import { startExec, type ContainerExec } from './container-exec.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './explain-engine-error.ts';
import { LOGIN_SHELL } from './guest-scripts.ts';

const TIMED_OUT = 124;
/** What a shell answers when there is no such program; older engines say 126 for both. */
const NOT_FOUND = 127;
const KILLED = 137;

/** A way into a running container, through the engine's API. Nothing is held open, so disposing does nothing. */
export function dockerConnection(engine: Engine, container: string, name: string): Connection {
  return {
    exec: (argv, options = {}) => exec(engine, container, argv, options),
    // The engine's archive call would be no faster, and it writes beneath memory file systems and other mounts of the
    // guest, where the files cannot be seen.
    put: (tar, remote, options) => {
      const asRoot: Connection['exec'] = (argv, more) => exec(engine, container, argv, { ...more, user: '0' });
      return putThrough(asRoot, { tar, remote, signal: options?.signal });
    },
    get: (remote, options) => {
      const start: CommandReader = (argv, sinks) => read(engine, container, argv, sinks);
      return getThrough(start, remote, options?.signal);
    },
    loginCommand: (environment = {}) => {
      const variables = Object.entries(environment).flatMap(([word, value]) => ['-e', `${word}=${value}`]);
      const { cliOptions } = engine.endpoint;
      return ['docker', ...cliOptions, 'exec', '-it', ...variables, name, '/bin/sh', '-c', LOGIN_SHELL];
    },
    address: () => ({ kind: 'docker', container: name, options: engine.endpoint.cliOptions }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function exec(
  engine: Engine,
  container: string,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const { signal, timeoutMs, stdin, environment, user, workdir } = options;
  signal?.throwIfAborted();
  const startedAt = performance.now();
  const sinks = collectOutput(options);
  const run = await startExec(engine, { container, argv, stdin, environment, user, workdir, sinks });
  const ending = await endOf(
    run,
    signal,
    timeoutMs === undefined ? undefined : timeoutMs - (performance.now() - startedAt),
  );
  const result = { ...sinks.end(), timedOut: ending === 'timeout', durationMs: performance.now() - startedAt };
  if (ending === 'timeout') return { ...result, code: TIMED_OUT };
  if (ending === KILLED) await refuseGone(engine, container);
  return notStarted({ ...result, code: ending });
}

/** Waits for the command; when the time passes or the signal is aborted, it is ended in the guest first. */
async function endOf(
  run: ContainerExec,
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
): Promise<number | 'timeout'> {
  const late = timeoutMs === undefined ? undefined : AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs)));
  const stops = [signal, late].filter((one) => one !== undefined);
  if (stops.length === 0) return await run.ended;
  try {
    return await withinSignal(run.ended, AbortSignal.any(stops));
  } catch (error) {
    if (!signal?.aborted && !late?.aborted) throw error;
    await run.kill();
    signal?.throwIfAborted();
    return 'timeout';
  }
}

/** SIGKILL is what a command gets when its container ends; that is trouble, not the command's result. */
async function refuseGone(engine: Engine, container: string): Promise<void> {
  const state = await engine
    .ask(`look at '${container}'`, async (docker) => (await docker.getContainer(container).inspect()).State)
    .catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw error;
    });
  if (state?.Running) return;
  if (state?.OOMKilled) {
    throw new SalternError('NO_MEMORY', `The container '${container}' ran out of memory and was ended`, {
      hint: "Give it more, for example 'docker: { memory: 2g }'.",
    });
  }
  throw new SalternError('GUEST_GONE', `The container '${container}' ended while a command was running in it`);
}

/** The engine says in the output that a program could not be started. */
function notStarted(result: ExecResult): ExecResult {
  const { code, stdout } = result;
  if ((code !== 126 && code !== NOT_FOUND) || !stdout.startsWith('OCI runtime exec failed')) return result;
  const isMissing = /executable file not found|no such file or directory/.test(stdout);
  return { ...result, code: isMissing ? NOT_FOUND : 126, stdout: '', stderr: result.stderr + stdout };
}

async function read(
  engine: Engine,
  container: string,
  argv: readonly string[],
  { stdout, stderr }: OutputSinks,
): Promise<ReadCommand> {
  const sinks = { stdout: (chunk: Buffer) => void stdout.write(chunk), stderr };
  const run = await startExec(engine, { container, argv, user: '0', sinks });
  const ended = run.ended.then(async (code) => {
    if (code === KILLED) await refuseGone(engine, container);
    return code;
  });
  return { ended, kill: run.kill };
}
