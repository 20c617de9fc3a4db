import { checkReadme, drawNow, type DrawOptions } from '../../app/draw-now.ts';

import { BADGE_WORDS, type Badge } from '../../report/badge/badge.ts';
import { count } from '../../base/text/count.ts';
import { shortPath } from '../../report/text/words.ts';
import type { Command } from '../answer.ts';

export interface BadgesFlags extends DrawOptions {
  readonly check?: boolean;
}

/** Draws all badges now, and keeps the table of a README; with `--check` only says whether that would change, exit 1. */
export const badges: Command<BadgesFlags> = async (app, options) => {
  if (options.check === true) {
    const { file, isChanged } = await checkReadme(app, options);
    const shown = shortPath(file, app.cwd);
    const line = isChanged
      ? `${shown}: the table of badges would change`
      : `${shown}: the table of badges is as it should be`;
    return { exitCode: isChanged ? 1 : 0, data: { readme: { file, isChanged } }, lines: [line] };
  }
  const { directory, badges: drawn, readme } = await drawNow(app, options);
  const table =
    readme && `${shortPath(readme.file, app.cwd)}: ${readme.isChanged ? 'table written' : 'nothing to change'}`;
  return {
    exitCode: 0,
    data: { directory, badges: drawn.map(describeBadge), readme: readme ?? null },
    lines: [
      `${count(drawn.length, 'badge')} in ${shortPath(directory, app.cwd)}: ${sumUp(drawn)}`,
      ...(table ? [table] : []),
    ],
  };
};

/** Every badge has every key, null where there is nothing. */
function describeBadge({ fileName, formula, platform, outcome, label, message, origin, expiresAt }: Badge) {
  return {
    fileName,
    formula,
    platform: platform ?? null,
    outcome,
    label,
    message,
    origin,
    expiresAt: expiresAt ?? null,
  };
}

/** `14 formulas, 12 passing, 1 failing, 1 flaky` */
function sumUp(drawn: readonly Badge[]): string {
  const formulas = drawn.filter(({ platform }) => platform === undefined);
  const outcomes = (['pass', 'flaky', 'fail', 'error', 'unknown', 'stale'] as const).flatMap((outcome) => {
    const number = formulas.filter((one) => one.outcome === outcome).length;
    return number === 0 ? [] : [`${number} ${BADGE_WORDS[outcome]}`];
  });
  return [count(formulas.length, 'formula'), ...outcomes].join(', ');
}
