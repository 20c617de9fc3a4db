import { isMet, type GateBlock, type GateDecision, type RequirementVerdict } from '../contract/decision.ts';
import type { ChosenRules } from './choose-rules.ts';
import { startOf } from './find-blocks.ts';
import type { GateInput } from './gate-input.ts';

/** What a decision comes down to. */
export type Settled = Pick<GateDecision, 'decision' | 'deadline'>;

interface Settling {
  readonly requirements: readonly RequirementVerdict[];
  readonly blocks: readonly GateBlock[];
  readonly rules: ChosenRules;
  readonly input: Pick<GateInput, 'seenAt' | 'now'>;
}

/**
 * Promote: there is something to be met, all of it is, and nothing stands in the way. Wait: only what time alone may bring
 * is lacking. Reject: anything else. Pure.
 */
export function settleDecision({ requirements, blocks, rules, input }: Settling): Settled {
  const unmet = requirements.filter(({ kind }) => !isMet(kind));
  if (requirements.length === 0) return { decision: 'reject' };
  if (unmet.length === 0 && blocks.length === 0) return { decision: 'promote' };
  if (!blocks.every(({ isPassing }) => isPassing)) return { decision: 'reject' };
  if (unmet.length === 0) return { decision: 'wait', ...lastEnd(blocks) };
  const deadline = startOf(input.seenAt, input.now) + (rules.deadlineMs ?? -Infinity);
  if (!unmet.every(mayCome) || !(input.now.getTime() < deadline)) return { decision: 'reject' };
  return { decision: 'wait', deadline: new Date(deadline).toISOString() };
}

/** Whether testing may bring what is lacking: what failed, or proves nothing, has to be mended. */
function mayCome({ kind }: RequirementVerdict): boolean {
  switch (kind) {
    case 'missing':
    case 'running':
    case 'stale':
    case 'error':
      return true;
    case 'pass':
    case 'flaky':
    case 'waived':
    case 'invalid':
    case 'fail':
      return false;
    default:
      return kind satisfies never;
  }
}

/** When the last of them ends; of one nobody can say it. */
function lastEnd(blocks: readonly GateBlock[]): { readonly deadline?: string } {
  const ends = blocks.map(({ until }) => until);
  const known = ends.filter((end) => end !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b));
  const last = known.at(-1);
  return last === undefined || known.length < ends.length ? {} : { deadline: last };
}
