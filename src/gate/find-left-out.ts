import { count } from '../base/text/count.ts';
import { listSome } from '../base/text/list-some.ts';
import { USUAL_LANE } from '../contract/decision.ts';
import type { GateInput } from './gate-input.ts';

const MOST_NAMES = 5;

/**
 * That the gate has become smaller: instances that were required when the channel moved last, and are not any more. A suite
 * that was removed, or a platform that was renamed, has no verdict that could be bad. A line; a lane asks for less on purpose.
 * Pure.
 */
export function findLeftOut(
  { requiredBefore = [], channel, lane = USUAL_LANE }: Pick<GateInput, 'requiredBefore' | 'channel' | 'lane'>,
  required: readonly { readonly name: string }[],
): readonly string[] {
  if (lane !== USUAL_LANE) return [];
  const now = new Set(required.map(({ name }) => name));
  const gone = requiredBefore.filter((name) => !now.has(name)).sort();
  if (gone.length === 0) return [];
  const are = gone.length === 1 ? 'is' : 'are';
  return [
    `${count(gone.length, 'instance')} that had to pass when ${channel} moved last ${are} not required any more: ${listSome(gone, MOST_NAMES)}`,
  ];
}
