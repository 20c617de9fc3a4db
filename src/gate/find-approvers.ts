import { CLOCK_SKEW_MS } from '../contract/clock-skew.ts';
import type { Approval } from '../contract/gate-records.ts';
import type { GateInput } from './gate-input.ts';
import { personOf } from './same-person.ts';

/** Whose yes counts. */
export interface Approvers {
  /** Each person once. */
  readonly names: readonly string[];
  /** Why others do not count, one line each. */
  readonly notes: readonly string[];
}

/** Who said yes to this very content in this lane of this channel; never who asks. Pure. */
export function findApprovers(
  input: Pick<GateInput, 'approvals' | 'by' | 'snapshot' | 'channel' | 'lane' | 'now'>,
): Approvers {
  const { approvals = [], by } = input;
  const own = approvals
    .filter((approval) => isAbout(approval, input))
    .toSorted((a, b) => (a.approver === b.approver ? 0 : a.approver < b.approver ? -1 : 1));
  const people = new Map<string, string>();
  const notes: string[] = [];
  for (const { approver, created, name } of own) {
    const person = personOf(approver);
    if (!(Date.parse(created) <= input.now.getTime() + CLOCK_SKEW_MS)) {
      notes.push(`approval '${name}' is from the future (${created})`);
    } else if (by !== undefined && person === personOf(by)) {
      notes.push(`the one of ${approver} does not count, who asks`);
    } else if (person !== '' && !people.has(person)) people.set(person, approver);
  }
  return { names: [...people.values()], notes: [...new Set(notes)] };
}

function isAbout(
  { snapshot, channel, lane }: Approval,
  input: Pick<GateInput, 'snapshot' | 'channel' | 'lane'>,
): boolean {
  return snapshot === input.snapshot.digest && channel === input.channel && lane === input.lane;
}
