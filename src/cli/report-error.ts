import { inspect } from 'node:util';
import { printableJson } from '../base/json/printable-json.ts';
import { cleanName, cleanText } from '../base/text/clean-text.ts';
import type { Problem } from '../base/place/place.ts';
import { ConfigError } from '../contract/errors.ts';
import { toKnownError } from '../contract/to-known-error.ts';
import type { ExitCode } from './answer.ts';
import type { App } from './app.ts';
import { renderProblems } from './render-problems.ts';

interface Facts {
  readonly app: Pick<App, 'write' | 'talk' | 'secrets'>;
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
    const hidden = app.secrets.text;
    const problems = known instanceof ConfigError ? { problems: known.problems.map((one) => hideIn(one, hidden)) } : {};
    const told = {
      code,
      message: hidden(message),
      hint: hint && hidden(hint),
      details: details.map(hidden),
      ...problems,
    };
    app.write(`${printableJson({ error: told }, 2)}\n`);
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

function hideIn(problem: Problem, hidden: (text: string) => string): Problem {
  const { message, excerpt } = problem;
  return { ...problem, message: hidden(message), ...(excerpt === undefined ? {} : { excerpt: hidden(excerpt) }) };
}
