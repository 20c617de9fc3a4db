import { Chalk } from 'chalk';
import { diagnose } from '../../app/diagnose.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { cleanLine, cleanName } from '../../base/text/clean-text.ts';
import { wrapWords } from '../../base/text/wrap-words.ts';
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

/** On a terminal, broken between words; a remedy stands below what it is for. */
function renderFinding({ title, outcome, message, remedy }: Finding, terminal: Terminal): readonly string[] {
  const chalk = new Chalk({ level: terminal.colourLevel });
  const paint = { pass: chalk.green, warn: chalk.yellow, fail: chalk.red } as const;
  const wrap = (line: string, hang: number): readonly string[] =>
    terminal.isTty ? wrapWords(line, terminal.columns, hang) : [line];
  const [first = '', ...rest] = wrap(`${MARKS[outcome]} ${cleanName(title)}: ${cleanLine(message)}`, 2);
  const painted = `${paint[outcome](MARKS[outcome])}${first.slice(MARKS[outcome].length)}`;
  return [painted, ...rest, ...(remedy === undefined ? [] : wrap(`    ${cleanLine(remedy)}`, 4))];
}
