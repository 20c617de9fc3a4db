import { matchName } from '../base/text/match-name.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import { isMet, USUAL_LANE, type RequirementVerdict } from '../contract/decision.ts';
import type { Waiver } from '../contract/gate-records.ts';
import { isInScope } from './apply-waivers.ts';
import type { GateInput } from './gate-input.ts';

/** What is to be done with what does nothing any more. */
const TIDY = 'remove its file';

/**
 * Waivers and holds in force, or past, that do nothing in this decision although it is theirs, one line each: somebody
 * should remove their files. Pure.
 */
export function findIdleRecords(
  { waivers = [], holds = [], channel, lane = USUAL_LANE, snapshot, now }: GateInput,
  requirements: readonly RequirementVerdict[],
): readonly string[] {
  // A lane asks for less than the channel: what does nothing there does its work here.
  const own = lane === USUAL_LANE ? waivers.filter(({ scope }) => isInScope(scope, { channel, snapshot })) : [];
  const past = holds.filter(({ expires }) => Date.parse(expires) <= now.getTime());
  return [
    ...own.flatMap((waiver) => findIdle(waiver, requirements, now) ?? []),
    ...past.map(({ name, expires }) => `hold '${name}' expired on ${formatLongTime(expires)}; ${TIDY}`),
  ].sort();
}

function findIdle(
  { name, requirement, expires }: Waiver,
  requirements: readonly RequirementVerdict[],
  now: Date,
): string | undefined {
  const own = requirements.filter(({ instance }) => matchName(requirement, instance));
  if (own.length === 0)
    return `waiver '${name}' covers nothing: no required instance is called '${requirement}'; ${TIDY}`;
  // What is not met names the waiver itself.
  if (own.some(({ kind }) => kind === 'waived' || !isMet(kind))) return undefined;
  const [first] = own;
  const who = own.length === 1 ? `${first?.instance} passes` : `all ${own.length} instances that it is for pass`;
  const end = Date.parse(expires) <= now.getTime() ? `expired on ${formatLongTime(expires)}, and ` : '';
  return `waiver '${name}' ${end === '' ? 'covers nothing any more: ' : end}${who}; ${TIDY}`;
}
