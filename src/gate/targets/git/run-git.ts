import { execa } from 'execa';
import { closeAfterSilence } from '../../../base/process/close-after-silence.ts';
import { tailLines } from '../../../base/text/tail-lines.ts';
import { targetFailed } from '../target-failed.ts';

export interface GitCall {
  /** Absolute folder of the bare repository that works for the target. */
  readonly folder: string;
  /** Of the target, for sentences. */
  readonly title: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What git answered. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git; any exit code is an answer. Throws `TARGET_FAILED` where it cannot be started, and the signal's reason. */
export async function askGit(
  { folder, title, environment, signal }: GitCall,
  argv: readonly string[],
  { input, more = {} }: { readonly input?: string; readonly more?: Readonly<Record<string, string>> } = {},
): Promise<GitAnswer> {
  const running = execa('git', [`--git-dir=${folder}`, '-c', 'core.hooksPath=/dev/null', ...argv], {
    reject: false,
    stripFinalNewline: false,
    cancelSignal: signal,
    extendEnv: false,
    env: { ...environment, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...more },
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  // A helper of git's may stay behind and hold its output.
  closeAfterSilence(running.nodeChildProcess);
  const { exitCode, stdout, stderr, cause } = await running;
  signal.throwIfAborted();
  if (exitCode !== undefined) return { code: exitCode, stdout, stderr };
  throw targetFailed(title, 'needs git, which cannot be run', { hint: 'Install git.', cause });
}

/** What git says; anything but success is `TARGET_FAILED`. `what`: the rest of `git could not`. */
export async function git(
  call: GitCall,
  what: string,
  argv: readonly string[],
  options: Parameters<typeof askGit>[2] = {},
): Promise<string> {
  const { code, stdout, stderr } = await askGit(call, argv, options);
  if (code === 0) return stdout.trimEnd();
  throw targetFailed(call.title, `did not move: git could not ${what}`, {
    hint: 'See that the repository can be reached, and that you may push to it.',
    details: tailLines(stderr, 10),
    isTransient: true,
  });
}
