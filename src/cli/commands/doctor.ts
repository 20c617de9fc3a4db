import { Chalk } from 'chalk';
import { diagnose } from '../../app/diagnose.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { cleanName, cleanText } from '../../base/text/clean-text.ts';
import type { Finding } from '../../contract/driver.ts';
import type { Command } from '../answer.ts';
import type { Terminal } from '../app.ts';

const MARKS = { pass: '✓', warn: '!', fail: '✗' } as const;

/** Whether this machine can run the project; exit 3 when something would stop a run. */
export const doctor: Command<ProjectOptions> = async (app, options) => {
  const findings = await diagnose(app, options);
  return {
    exitCode: findings.some(({ outcome }) => outcome === 'fail') ? 3 : 0,
    data: findings.map(({ remedy, ...finding }) => ({ ...finding, remedy: remedy ?? null })),
    isPainted: true,
    lines: findings.flatMap((finding) => renderFinding(finding, app.terminal())),
  };
};

function renderFinding({ title, outcome, message, remedy }: Finding, { colourLevel }: Terminal): readonly string[] {
  const chalk = new Chalk({ level: colourLevel });
  const paint = { pass: chalk.green, warn: chalk.yellow, fail: chalk.red } as const;
  const line = `${paint[outcome](MARKS[outcome])} ${cleanName(title)}: ${cleanText(message)}`;
  return remedy === undefined ? [line] : [line, `    ${cleanText(remedy)}`];
}
