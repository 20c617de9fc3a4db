import { readGateLog, type GateLogOptions } from '../../app/gate/read-gate-log.ts';
import { cellWidth } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { didYouMeanOrKnown } from '../../base/text/did-you-mean.ts';
import { LOG_HEAD, renderLogLine } from '../../report/terminal/render-gate-log.ts';
import { span } from '../../report/text/line.ts';
import { wrapLine } from '../../report/text/wrap-line.ts';
import type { Command } from '../answer.ts';
import { fitTable } from '../fit-table.ts';
import { renderTable } from '../render-table.ts';

/** Shows the newest lines of the log, one line each. */
export const log: Command<GateLogOptions> = async (app, options) => {
  const { lines, damagedLines, older, otherChannels, trouble } = await readGateLog(app, options);
  const { isTty, columns } = app.terminal();
  const rows = lines.map(renderLogLine);
  const unread = `${count(damagedLines.length, 'line')} cannot be read (${damagedLines.slice(0, 5).join(', ')})`;
  const troubles = [...(damagedLines.length === 0 ? [] : [unread]), ...(trouble === undefined ? [] : [trouble])];
  const broken = troubles.map((one) => `${one}: see saltern audit verify`);
  return {
    exitCode: 0,
    data: { lines, damagedLines, older, trouble: trouble ?? null },
    lines: lines.length === 0 ? ['nothing was decided or done yet'] : tabulate(rows, isTty ? columns : undefined),
    talk: [
      ...(otherChannels === undefined ? [] : [tellOthers(options.channel ?? '', otherChannels)]),
      ...(older === 0 ? [] : [`${count(older, 'older line')} not shown; --limit shows more`]),
      ...broken,
    ],
  };
};

/** It may be a slip of the pen, and what is about all channels is shown all the same. */
function tellOthers(channel: string, others: readonly string[]): string {
  return `no line is about '${channel}' alone${didYouMeanOrKnown(channel, others)}`;
}

/** Cells that a reason has beside the rest; with less it stands below its line. */
const LEAST_REASON = 36;
const INDENT = ' '.repeat(6);

function tabulate(rows: readonly (readonly string[])[], columns: number | undefined): readonly string[] {
  const fit = { columns, drop: ['BY'], leastName: 4 };
  const brief = renderTable(
    LOG_HEAD.slice(0, -1),
    rows.map((cells) => cells.slice(0, -1)),
  );
  const room = (columns ?? Infinity) - Math.max(...brief.map(cellWidth));
  if (room >= LEAST_REASON) return fitTable(LOG_HEAD, rows, fit);
  const [head = '', ...lines] = fitTable(
    LOG_HEAD.slice(0, -1),
    rows.map((cells) => cells.slice(0, -1)),
    fit,
  );
  return [
    head,
    ...lines.flatMap((line, at) => {
      const why = rows[at]?.at(-1) ?? '';
      if (why === '') return [line];
      const below = wrapLine([span(`${INDENT}${cleanLine(why)}`)], columns ?? Infinity, INDENT.length);
      return [line, ...below.map((one) => one.map(({ text }) => text).join(''))];
    }),
  ];
}
