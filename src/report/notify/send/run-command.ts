import { spawn } from 'node:child_process';
import { awaitProcess } from '../../../base/process/await-process.ts';
import { endGroupWith } from '../../../base/process/end-group.ts';
import { formatDuration } from '../../../base/time/format-duration.ts';
import { shorten } from '../shorten.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { SendContext, Sending } from './sending.ts';

/** Longest time of one try, milliseconds. */
const TRY_MS = 30_000;
/** Characters of what it says that are kept. */
const MOST_KEPT = 4000;
/** `EX_TEMPFAIL` of sysexits: another try may help. */
const TRY_LATER = 75;

export interface CommandRequest {
  /** A program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** JSON, to its standard input. */
  readonly input: string;
  /** Where it runs. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What must not be quoted. */
  readonly secrets: readonly string[];
}

/** One try to have a command tell somebody. What it started is ended with it where it takes too long. */
export async function runCommand(request: CommandRequest, { signal, tryMs = TRY_MS }: SendContext): Promise<Sending> {
  const [program = '', ...argv] = request.argv;
  const limit = AbortSignal.timeout(tryMs);
  // Starts any program: the project names it.
  const child = spawn(program, argv, {
    cwd: request.directory,
    env: { ...request.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  using _end = endGroupWith(AbortSignal.any([signal, limit]), child.pid);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_KEPT);
    });
  }
  // It need not read what it gets.
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.input);
  try {
    const { code, signal: ended } = await awaitProcess(child);
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return { kind: 'later', why: `'${program}' did not end within ${formatDuration(tryMs)}` };
    return judge(program, code ?? ended, hideSecrets(lastLine(said), request.secrets));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { kind: 'refused', why: `'${program}' cannot be started: ${why}` };
  }
}

function judge(program: string, end: number | NodeJS.Signals | null, line: string): Sending {
  if (end === 0) return { kind: 'sent' };
  const why = `'${program}' ended with ${end}${line === '' ? '' : `: ${line}`}`;
  return { kind: end === TRY_LATER ? 'later' : 'refused', why };
}

function lastLine(text: string): string {
  return shorten(text.trimEnd().split('\n').at(-1) ?? '', 200);
}
