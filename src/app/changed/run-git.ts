import { execa } from 'execa';
import { closeAfterSilence } from '../../base/process/close-after-silence.ts';
import { SalternError } from '../../contract/errors.ts';

/** What git answered: a code other than 0 may be an answer, too. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitOptions {
  /** Default: nothing. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Asks git about the repository that a folder lies in. Throws `GIT_FAILED` where git cannot be started, and the signal's reason. */
export type Git = (argv: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

/** A whole history's names fit. */
const MOST_OUTPUT = 1024 ** 3;

/** No hook of the repository runs, nothing is asked for, and no lock is taken that somebody else may need. */
const QUIET = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '0',
  GIT_LFS_SKIP_SMUDGE: '1',
};

export function gitIn(directory: string, signal: AbortSignal): Git {
  return async (argv, { input, environment = {} } = {}) => {
    const running = execa('git', ['-C', directory, '-c', 'core.hooksPath=/dev/null', ...argv], {
      reject: false,
      stripFinalNewline: false,
      cancelSignal: signal,
      maxBuffer: MOST_OUTPUT,
      env: { ...QUIET, ...environment },
      ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    });
    closeAfterSilence(running.nodeChildProcess);
    const { exitCode, stdout, stderr, code, cause } = await running;
    signal.throwIfAborted();
    if (exitCode !== undefined) return { code: exitCode, stdout, stderr };
    if (code !== 'ENOENT') throw new SalternError('GIT_FAILED', `git could not be run in '${directory}'`, { cause });
    throw new SalternError('GIT_FAILED', "'git' is not installed, but it knows what changed", { hint: 'Install git.' });
  };
}

/** What git says; anything but success is trouble. `what`: the rest of `git could not`. */
export function expectGit({ code, stdout, stderr }: GitAnswer, what: string): string {
  if (code === 0) return stdout;
  const details = stderr.split('\n').filter(Boolean).slice(-10);
  throw new SalternError('GIT_FAILED', `git could not ${what}`, { details });
}

/** What git separates by NUL. */
export function splitNul(text: string): readonly string[] {
  return text.split('\0').filter((one) => one !== '');
}
