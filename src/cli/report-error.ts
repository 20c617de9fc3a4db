import { inspect } from 'node:util';
import { printableJson } from '../base/json/printable-json.ts';
import { cleanName, cleanText } from '../base/text/clean-text.ts';
import { ConfigError } from '../contract/errors.ts';
import { toKnownError } from '../contract/to-known-error.ts';
import type { ExitCode } from './answer.ts';
import type { App } from './app.ts';
import { renderProblems } from './render-problems.ts';

interface Facts {
  readonly app: Pick<App, 'write' | 'talk'>;
  readonly isJson: boolean;
  /** Whether causes and stacks are shown too. */
  readonly isDebug: boolean;
}

/**
 * Says what went wrong, in a sentence and a hint, and gives the exit code. Names, values and output of others stand in
 * messages: nothing in them reaches a terminal as an order.
 */
export function reportError(error: unknown, { app, isJson, isDebug }: Facts): ExitCode {
  const talk = (line: string): void => app.talk(`${cleanText(line)}\n`);
  const known = toKnownError(error);
  if (known === undefined) {
    talk(error instanceof Error ? (error.stack ?? error.message) : String(error));
    talk('  hint: Report this with the lines above: it is a defect of saltern.');
    return 3;
  }
  const { code, message, hint, details, exitCode } = known;
  if (isJson) {
    const problems = known instanceof ConfigError ? { problems: known.problems } : {};
    app.write(`${printableJson({ error: { code, message, hint, details, ...problems } }, 2)}\n`);
    return exitCode;
  }
  for (const line of known instanceof ConfigError ? renderProblems(known.problems) : [message]) talk(line);
  for (const line of details) talk(`  ${cleanName(line)}`);
  if (hint) talk(`  hint: ${cleanName(hint)}`);
  if (known instanceof ConfigError) {
    const count = known.problems.length === 1 ? '1 problem' : `${known.problems.length} problems`;
    talk(`${count}, nothing was ${code === 'POLICY_INVALID' ? 'decided' : 'started'}`);
  }
  if (isDebug) talk(inspect(error));
  return exitCode;
}
