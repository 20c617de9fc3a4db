import { findGood } from '../../app/gate/find-good.ts';
import type { ProjectOptions } from '../../app/load-project-for.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

/** Says what is known to be good; exit 1 where nothing is. */
export const lastGood: Command<ProjectOptions> = async (app, options) => {
  const { snapshot, channel, products, logTrouble } = await findGood(app, options);
  const whole =
    snapshot === undefined
      ? `nothing is good for ${channel} yet: the gate has not said promote of anything that is still there`
      : `last-good is ${snapshot.id}, for ${channel}`;
  const rows = products.map((one) => [one.formula, one.platform, one.snapshot?.id ?? 'nowhere']);
  return {
    exitCode: snapshot === undefined ? 1 : 0,
    data: {
      channel,
      snapshot: snapshot === undefined ? null : { id: snapshot.id, digest: snapshot.digest },
      products: products.map((one) => ({ ...one, snapshot: one.snapshot ?? null })),
    },
    talk: logTrouble === undefined ? [] : [`${logTrouble}: see saltern audit verify`],
    lines: [whole, ...renderTable(['FORMULA', 'PLATFORM', 'PASSED LAST ON'], rows)],
  };
};
