import type { GateRootOptions } from '../../app/gate/find-gate-root.ts';
import { verifyAudit } from '../../app/gate/verify-audit.ts';
import { count } from '../../base/text/count.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { AuditState } from '../../contract/audit.ts';
import type { Command } from '../answer.ts';

/** Says whether the log is what was written; exit 1 where it is not, 3 where its mirror does not say. */
export const verify: Command<GateRootOptions> = async (app, options) => {
  const found = await verifyAudit(app, options);
  const { troubles, remarks, head, mirrorTrouble } = found;
  const isWhole = troubles.length === 0;
  const mirror = mirrorTrouble === undefined ? [] : [`its mirror could not be asked: ${mirrorTrouble}`];
  return {
    exitCode: isWhole ? (mirrorTrouble === undefined ? 0 : 3) : 1,
    data: { state: isWhole ? 'whole' : 'broken', troubles, remarks: [...remarks, ...mirror], head },
    lines: [...describe(found), ...[...remarks, ...mirror].map((remark) => `  ${remark}`)],
  };
};

function describe({ troubles, head }: AuditState): readonly string[] {
  const { lines, digest, at } = head;
  if (troubles.length > 0)
    return ['BROKEN  the log of decisions is not what was written', ...troubles.map((one) => `  ${one}`)];
  if (lines === 0) return ['WHOLE  nothing was logged yet'];
  return [`WHOLE  ${count(lines, 'line')}, the last of ${formatTime(at)} UTC`, `  head ${digest}`];
}
