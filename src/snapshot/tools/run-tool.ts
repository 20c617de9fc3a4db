import { execa } from 'execa';
import { closeAfterSilence } from '../../base/process/close-after-silence.ts';
import { hasCode } from '../../base/error/has-code.ts';
import { SalternError } from '../../contract/errors.ts';
import { PROGRAMS } from '../../contract/programs.ts';

/** What a tool of rpm's world is started with. */
export interface ToolContext {
  /** Its environment, whose PATH is searched for it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What it said; a code other than 0 may be an answer, too. */
export interface ToolAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  /** To its standard input. Default: nothing. */
  readonly input?: string;
  /** What cannot be done without it, for the sentence: `packages cannot be added`. */
  readonly without: string;
}

const MOST_OUTPUT = 1024 ** 3;

/** Runs a program to its end, in English. Throws `PROGRAM_MISSING`, and the signal's reason. */
export async function runTool(
  [program, ...argv]: readonly [program: string, ...argv: string[]],
  { input, without }: ToolOptions,
  { environment, signal }: ToolContext,
): Promise<ToolAnswer> {
  // Starts createrepo_c, dnf, gpg, gpgv, python3, rpmkeys: dnf's Python may have a path of its own.
  const running = execa(program, argv, {
    reject: false,
    cancelSignal: signal,
    maxBuffer: MOST_OUTPUT,
    extendEnv: false,
    env: { ...environment, LC_ALL: 'C.UTF-8' },
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  closeAfterSilence(running.nodeChildProcess);
  const { exitCode, stdout, stderr, cause } = await running;
  signal.throwIfAborted();
  if (exitCode !== undefined) return { code: exitCode, stdout, stderr };
  if (!hasCode(cause, 'ENOENT'))
    throw new SalternError('PROGRAM_MISSING', `'${program}' could not be run: ${without}`, { cause });
  throw new SalternError('PROGRAM_MISSING', `There is no '${program}' on this machine: ${without}`, {
    hint: `Install it: in Debian it is in '${PROGRAMS.find(({ name }) => name === program)?.debian ?? program}'.`,
  });
}
