import { readGateLog, type GateLogOptions } from '../../app/gate/read-gate-log.ts';
import { count } from '../../base/text/count.ts';
import { LOG_HEAD, renderLogLine } from '../../report/terminal/render-gate-log.ts';
import type { Command } from '../answer.ts';
import { fitTable } from '../fit-table.ts';

/** Shows the newest lines of the log, one line each. */
export const log: Command<GateLogOptions> = async (app, options) => {
  const { lines, damagedLines, older, trouble } = await readGateLog(app, options);
  const { isTty, columns } = app.terminal();
  const fit = { columns: isTty ? columns : undefined, drop: ['BY'], leastName: 4 };
  const unread = `${count(damagedLines.length, 'line')} cannot be read (${damagedLines.slice(0, 5).join(', ')})`;
  const troubles = [...(damagedLines.length === 0 ? [] : [unread]), ...(trouble === undefined ? [] : [trouble])];
  const broken = troubles.map((one) => `${one}: see saltern audit verify`);
  return {
    exitCode: 0,
    data: { lines, damagedLines, older, trouble: trouble ?? null },
    lines: lines.length === 0 ? ['nothing was decided or done yet'] : fitTable(LOG_HEAD, lines.map(renderLogLine), fit),
    talk: [...(older === 0 ? [] : [`${count(older, 'older line')} not shown; --limit shows more`]), ...broken],
  };
};
