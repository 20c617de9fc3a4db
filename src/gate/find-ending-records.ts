import { listSome } from '../base/text/list-some.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import type { HeldBack, RequirementVerdict } from '../contract/decision.ts';
import type { GateInput } from './gate-input.ts';

/** Soon enough that somebody should mend what is let pass, or ask for more time. */
const SOON_MS = 3 * 86_400_000;

const MOST_NAMES = 3;

/**
 * Waivers and holds that do something in this decision and soon will not, one line each, with what comes of that. The lines
 * stay the same from night to night, so that people are told once. Pure.
 */
export function findEndingRecords(
  { waivers = [], now }: Pick<GateInput, 'waivers' | 'now'>,
  requirements: readonly RequirementVerdict[],
  holds: readonly HeldBack[],
): readonly string[] {
  const isSoon = (end: string): boolean => Date.parse(end) - now.getTime() <= SOON_MS;
  const waived = Map.groupBy(
    requirements.filter(({ kind }) => kind === 'waived'),
    ({ waiver }) => waiver,
  );
  return [
    ...waivers
      .filter(({ name, expires }) => waived.has(name) && isSoon(expires))
      .map(({ name, expires }) => {
        const names = waived.get(name)?.map(({ instance }) => instance) ?? [];
        return `waiver '${name}' ends on ${formatLongTime(expires)}: mend ${listSome(names, MOST_NAMES)} by then`;
      }),
    ...holds
      .filter(({ packages, until }) => packages.length > 0 && isSoon(until))
      .map(({ name, until, packages }) => {
        return `hold '${name}' ends on ${formatLongTime(until)}: ${listSome(packages, MOST_NAMES)} may go from then on`;
      }),
  ];
}
