import type { App } from './app.ts';

/**
 * 0 passed, 1 failed, 2 usage or configuration, 3 could not find out, 130 interrupted; `exec` and `login` give the
 * guest's own.
 */
export type ExitCode = number;

/** What a command has to say; one place prints it, as data or as lines. */
export interface Answer {
  readonly exitCode: ExitCode;
  /** For `--json`. Default: the lines are printed with `--json` too. */
  readonly data?: unknown;
  /** Lines for people, without their ends, to stdout. Default none: all was said while the verb worked. */
  readonly lines?: readonly string[];
  /** Lines to stderr, after `lines`; left out with `--json`. */
  readonly talk?: readonly string[];
}

export interface JsonOption {
  readonly json?: boolean;
}

/** A verb: options and arguments as commander gives them in, an answer out. Throws `SalternError`. */
export type Command<Options extends object, Args extends readonly unknown[] = readonly []> = (
  app: App,
  options: Options & JsonOption,
  ...args: Args
) => Promise<Answer>;

/** Prints an answer as it was asked for, and gives its exit code. */
export function printAnswer(app: Pick<App, 'write' | 'talk'>, answer: Answer, isJson: boolean): ExitCode {
  const { exitCode, data, lines = [], talk = [] } = answer;
  if (isJson && data !== undefined) {
    app.write(`${JSON.stringify(data, null, 2)}\n`);
    return exitCode;
  }
  if (lines.length > 0) app.write(`${lines.join('\n')}\n`);
  if (talk.length > 0) app.talk(`${talk.join('\n')}\n`);
  return exitCode;
}
