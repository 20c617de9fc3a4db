import { readGateLog, type GateLogOptions } from '../../app/gate/read-gate-log.ts';
import { count } from '../../base/text/count.ts';
import { LOG_HEAD, renderLogLine } from '../../report/terminal/render-gate-log.ts';
import type { Command } from '../answer.ts';
import { fitTable } from '../fit-table.ts';

/** Shows the newest lines of the log, one line each. */
export const log: Command<GateLogOptions> = async (app, options) => {
  const { lines, damagedLines, older } = await readGateLog(app, options);
  const { isTty, columns } = app.terminal();
  const fit = { columns: isTty ? columns : undefined, drop: ['BY'], leastName: 4 };
  const broken =
    damagedLines.length === 0
      ? []
      : [
          `${count(damagedLines.length, 'line')} cannot be read (${damagedLines.slice(0, 5).join(', ')}): see saltern audit verify`,
        ];
  return {
    exitCode: 0,
    data: { lines, damagedLines, older },
    lines: lines.length === 0 ? ['nothing was decided or done yet'] : fitTable(LOG_HEAD, lines.map(renderLogLine), fit),
    talk: [...(older === 0 ? [] : [`${count(older, 'older line')} not shown; --limit shows more`]), ...broken],
  };
};
