import { initFormula } from '../../app/init-formula.ts';
import type { Command } from '../answer.ts';

export interface InitOptions {
  readonly force?: boolean;
}

/** Writes a saltern.yml that works, and says what it assumed. */
export const init: Command<InitOptions, [directory?: string]> = async (app, { force = false }, directory = '.') => {
  const { file, assumptions } = await initFormula(app, { directory, isForced: force });
  return {
    exitCode: 0,
    data: { file, assumptions },
    lines: [
      `wrote ${file}`,
      ...assumptions.map((line) => `  assumed  ${line}`),
      'next     saltern doctor, then saltern test',
    ],
  };
};
