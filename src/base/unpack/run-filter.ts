import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { BaseError } from '../error/base-error.ts';
import { hasCode } from '../error/has-code.ts';

export interface FilterOptions {
  /** What it is, for messages. */
  readonly title: string;
  readonly signal: AbortSignal;
  /** The program's environment, whose PATH is searched for it. Default: this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Unpacks with a program, since Node has neither xz nor bzip2: `packed` goes in, the content comes out. */
export async function* runFilter(
  program: 'xz' | 'bzip2',
  packed: AsyncIterable<Buffer>,
  { title, signal, environment }: FilterOptions,
): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  const child = spawn(program, ['-dc'], { signal, ...(environment ? { env: environment } : {}), stdio: 'pipe' });
  const ended = new Promise<number | Error>((resolve) =>
    child.once('error', resolve).once('close', (code) => resolve(code ?? -1)),
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  const fed = pipeline(packed, child.stdin).then(
    () => undefined,
    (error: unknown) => error,
  );
  let isRead = false;
  try {
    yield* child.stdout;
    isRead = true;
  } finally {
    // A program whose output was read to the end is about to exit by itself, with a status that says how it went.
    if (!isRead) child.kill();
  }
  const outcome = await ended;
  signal.throwIfAborted();
  if (outcome instanceof Error) throw hasCode(outcome, 'ENOENT') ? missing(program, title, outcome) : outcome;
  const broken = await fed;
  // A program that gave up breaks the pipe: then its own words say why.
  if (broken !== undefined && !hasCode(broken, 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE')) throw broken;
  if (outcome !== 0) throw new Error(`${program} could not unpack it: ${complaint.trim()}`);
}

function missing(program: 'xz' | 'bzip2', title: string, cause: Error): BaseError {
  return new BaseError(
    'program',
    `'${title}' is packed with ${program}, and there is no '${program}' on this machine`,
    {
      hint: program === 'xz' ? 'Install xz (xz-utils).' : 'Install bzip2.',
      cause,
    },
  );
}
