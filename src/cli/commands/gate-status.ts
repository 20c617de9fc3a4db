import { gateStatus } from '../../app/gate/gate-status.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import { renderGateStatus } from '../../report/terminal/render-gate-status.ts';
import type { Command } from '../answer.ts';
import { paintLines } from '../paint-lines.ts';

/** Shows where each channel is and what stands in the way; exit 0 whatever that is. */
export const status: Command<ProjectOptions> = async (app, options) => {
  const found = await gateStatus(app, options);
  return {
    exitCode: 0,
    data: {
      ...found,
      channels: found.channels.map((one) => ({ ...one, at: one.at ?? null })),
      logTrouble: found.logTrouble ?? null,
    },
    lines: paintLines(app.terminal(), (width) => renderGateStatus(found, { now: app.now(), ...width })),
    isPainted: true,
  };
};
