import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { hasCode } from '../../src/base/error/has-code.ts';
import { awaitProcess } from '../../src/base/process/await-process.ts';
import { collectOutput } from '../../src/base/text/collect-output.ts';
import type { ExecOptions, ExecResult } from '../../src/contract/connection.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const TIMED_OUT = 124;
/** The longest time that Node's timers take. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs a command of the pretend instance on this machine, in a folder, which is made when missing. */
export async function execOnHost(argv: readonly string[], workdir: string, options: ExecOptions): Promise<ExecResult> {
  const { signal, timeoutMs = LONGEST_MS, stdin, environment } = options;
  await mkdir(workdir, { recursive: true });
  signal?.throwIfAborted();
  const startedAt = performance.now();
  const [program = '', ...words] = argv;
  // Starts any program: what an instance would be asked to run.
  // A group of its own, so that its children end with it.
  const child = spawn(program, words, { cwd: workdir, env: { PATH, ...environment }, detached: true, stdio: 'pipe' });
  const output = collectOutput(options);
  child.stdout.on('data', output.stdout);
  child.stderr.on('data', output.stderr);
  const ended = awaitEnd(child, output.stderr);
  let stop: { readonly reason: 'timeout' | 'abort' } | { readonly reason: 'input'; readonly error: Error } | undefined;
  const end = (why: typeof stop): void => {
    stop ??= why;
    killGroup(child);
  };
  feed(child, stdin, (error) => end({ reason: 'input', error }));
  const onAbort = (): void => end({ reason: 'abort' });
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => end({ reason: 'timeout' }), Math.min(timeoutMs, LONGEST_MS));
  try {
    const code = await ended;
    signal?.throwIfAborted();
    if (stop?.reason === 'input') throw stop.error;
    const timedOut = stop?.reason === 'timeout';
    return { ...output.end(), code: timedOut ? TIMED_OUT : code, timedOut, durationMs: performance.now() - startedAt };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    if (typeof stdin === 'object') stdin.destroy();
  }
}

/** The exit code as a shell gives it; when the program could not be started, stderr says why. */
async function awaitEnd(child: ChildProcessWithoutNullStreams, complain: (bytes: Buffer) => void): Promise<number> {
  try {
    const { code, signal } = await awaitProcess(child);
    return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
  } catch (error) {
    complain(Buffer.from(`${error instanceof Error ? error.message : String(error)}\n`));
    return hasCode(error, 'EACCES') ? 126 : 127;
  }
}

function feed(
  child: ChildProcessWithoutNullStreams,
  stdin: ExecOptions['stdin'],
  onBroken: (error: Error) => void,
): void {
  // A command that ends before it has read everything is no error.
  child.stdin.on('error', () => undefined);
  if (typeof stdin !== 'object') child.stdin.end(stdin ?? '');
  else stdin.once('error', onBroken).pipe(child.stdin);
}

function killGroup({ pid, exitCode, signalCode }: ChildProcessWithoutNullStreams): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}
