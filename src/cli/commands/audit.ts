import type { GateRootOptions } from '../../app/gate/find-gate-root.ts';
import { verifyAudit, type VerifiedAudit } from '../../app/gate/verify-audit.ts';
import { count } from '../../base/text/count.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { Command } from '../answer.ts';

/** Says whether the log is what was written; exit 1 where it is not. */
export const verify: Command<GateRootOptions> = async (app, options) => {
  const found = await verifyAudit(app, options);
  const { troubles, remarks, head } = found;
  return {
    exitCode: troubles.length === 0 ? 0 : 1,
    data: { state: troubles.length === 0 ? 'whole' : 'broken', troubles, remarks, head },
    lines: [...describe(found), ...remarks.map((remark) => `  ${remark}`)],
  };
};

function describe({ troubles, head }: VerifiedAudit): readonly string[] {
  const { lines, digest, at } = head;
  if (troubles.length > 0)
    return ['BROKEN  the log of decisions is not what was written', ...troubles.map((one) => `  ${one}`)];
  if (lines === 0) return ['WHOLE  nothing was logged yet'];
  return [`WHOLE  ${count(lines, 'line')}, the last of ${formatTime(at)} UTC`, `  head ${digest}`];
}
