import { inspect } from 'node:util';
import { ConfigError, SalternError } from '../contract/errors.ts';
import type { ExitCode } from './answer.ts';
import type { App } from './app.ts';

interface Facts {
  readonly app: Pick<App, 'write' | 'talk'>;
  readonly isJson: boolean;
  /** Whether causes and stacks are shown too. */
  readonly isDebug: boolean;
}

/** Says what went wrong, in a sentence and a hint, and gives the exit code. */
export function reportError(error: unknown, { app, isJson, isDebug }: Facts): ExitCode {
  if (!(error instanceof SalternError)) {
    app.talk(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    app.talk('  hint: Report this with the lines above: it is a defect of saltern.\n');
    return 3;
  }
  const { code, message, hint, details, exitCode } = error;
  if (isJson) {
    const problems = error instanceof ConfigError ? { problems: error.problems } : {};
    app.write(`${JSON.stringify({ error: { code, message, hint, details, ...problems } }, null, 2)}\n`);
    return exitCode;
  }
  app.talk(`${message}\n`);
  for (const line of details) app.talk(`  ${line}\n`);
  if (hint) app.talk(`  hint: ${hint}\n`);
  if (error instanceof ConfigError) {
    const count = error.problems.length === 1 ? '1 problem' : `${error.problems.length} problems`;
    app.talk(`${count}, nothing was ${code === 'POLICY_INVALID' ? 'decided' : 'started'}\n`);
  }
  if (isDebug) app.talk(`${inspect(error)}\n`);
  return exitCode;
}
