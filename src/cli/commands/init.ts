import { relative } from 'node:path';
import { initFormula, type InitResult } from '../../app/init-formula.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { wrapWords } from '../../base/text/wrap-words.ts';
import type { Command } from '../answer.ts';

export interface InitOptions {
  readonly force?: boolean;
  readonly render?: boolean;
}

/** How many of the same kind are named on the screen; `--json` has them all. */
const MOST_NAMED = 12;

/** Where what is said of a file begins. */
const HANG = 11;

/** Writes a project that works, and says what it assumed, what of kitchen.yml it left out, and what is still wrong. */
export const init: Command<InitOptions, [directory?: string]> = async (app, options, directory = '.') => {
  const { force = false, render = false } = options;
  const result = await initFormula(app, { directory, isForced: force, isRendered: render });
  const { file, suiteFiles, kept, ignored, assumptions, leftOut, instances, problems } = result;
  const { isTty, columns } = app.terminal();
  const lines = [
    `wrote ${file}`,
    ...suiteFiles.map((path) => `wrote ${path}`),
    ...kept.map((path) => `kept  ${path}, which was there; --force replaces it`),
    ...describeIgnored(ignored),
    ...assumptions.map((line) => `  assumed  ${cleanLine(line)}`),
    ...[...Map.groupBy(leftOut, ({ why }) => why)].map(([why, items]) => describeLeftOut(why, items)),
    ...problems.map((problem) => `  to mend  ${cleanLine(describeProblem(problem, app.cwd))}`),
    ...describeRendering(result.rendered, render),
    `gives    ${describeInstances(instances)}`,
    'next     saltern doctor, then saltern test',
  ];
  return {
    exitCode: 0,
    data: { ...result, ignored: ignored ?? null },
    lines: isTty ? lines.flatMap((line) => wrapWords(line, columns, HANG)) : lines,
  };
};

function describeIgnored(ignored: InitResult['ignored']): readonly string[] {
  if (ignored === undefined) return [];
  return [`${ignored.isNew ? 'wrote' : 'added to'} ${ignored.file}: ${ignored.lines.join(', ')}`];
}

/** `  left out: platforms.arch (kitchen.yml:12), suites.a.verifier (kitchen.yml:30): why` */
function describeLeftOut(why: string, items: InitResult['leftOut']): string {
  const named = items.slice(0, MOST_NAMED).map(({ what, place }) => `${what} (${place.file}:${place.line})`);
  const rest = items.length > MOST_NAMED ? ` and ${items.length - MOST_NAMED} more` : '';
  return `  left out: ${cleanLine(`${named.join(', ')}${rest}: ${why}`)}`;
}

/** Nothing where there is no Salt and nobody asked for it. */
function describeRendering(rendered: InitResult['rendered'], isWanted: boolean): readonly string[] {
  if (rendered === 'could')
    return [
      '  note     Salt is on this machine: `saltern init --force --render` has it render the states, which runs what they call',
    ];
  if (rendered === 'no-salt')
    return isWanted ? ["  note     nothing was rendered: there is no 'salt-call' on the PATH"] : [];
  return ['  note     the states were rendered by the Salt of this machine, with its own grains'];
}

function describeProblem({ file, line, column, message }: InitResult['problems'][number], cwd: string): string {
  return `${file.startsWith('/') ? relative(cwd, file) : file}:${line}:${column}  ${message}`;
}

function describeInstances(names: readonly string[]): string {
  if (names.length === 0) return 'no instance as it is';
  const more = names.length > 3 ? `, … and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}
