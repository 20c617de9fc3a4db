import { initFormula, type InitResult } from '../../app/init-formula.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { Command } from '../answer.ts';

export interface InitOptions {
  readonly force?: boolean;
}

/** How many of the same kind are named on the screen; `--json` has them all. */
const MOST_NAMED = 12;

/** Writes a saltern.yml that works, and says what it assumed and what of kitchen.yml it left out. */
export const init: Command<InitOptions, [directory?: string]> = async (app, { force = false }, directory = '.') => {
  const { file, assumptions, leftOut } = await initFormula(app, { directory, isForced: force });
  return {
    exitCode: 0,
    data: { file, assumptions, leftOut },
    lines: [
      `wrote ${file}`,
      ...assumptions.map((line) => `  assumed  ${cleanLine(line)}`),
      ...[...Map.groupBy(leftOut, ({ why }) => why)].map(([why, items]) => describeLeftOut(why, items)),
      'next     saltern doctor, then saltern test',
    ],
  };
};

/** `  left out: platforms.arch (kitchen.yml:12), suites.a.verifier (kitchen.yml:30): why` */
function describeLeftOut(why: string, items: InitResult['leftOut']): string {
  const named = items.slice(0, MOST_NAMED).map(({ what, place }) => `${what} (${place.file}:${place.line})`);
  const rest = items.length > MOST_NAMED ? ` and ${items.length - MOST_NAMED} more` : '';
  return `  left out: ${cleanLine(`${named.join(', ')}${rest}: ${why}`)}`;
}
