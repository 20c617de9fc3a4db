import { SalternError } from '../contract/errors.ts';
import type { Masker } from '../base/secret/masker.ts';
import type { BoundInstance } from '../run/bind/bind-instances.ts';
import { wouldBeRemade } from '../run/bring-up.ts';
import { inUse } from '../run/instance/in-use.ts';
import type { InstanceSessions } from '../run/instance/instance-sessions.ts';
import type { InstanceStates } from '../run/instance/instance-state.ts';
import { openRecord } from '../run/instance/record.ts';

interface Kept {
  readonly states: InstanceStates;
  readonly sessions: InstanceSessions;
  readonly secrets: Masker;
}

/**
 * Before anything is started: throws `IN_USE` where an instance would have to be made anew that somebody is in. What only
 * its driver knows, such as that it has stopped, shows later, of that instance alone.
 */
export async function refuseOccupied(instances: readonly BoundInstance[], kept: Kept): Promise<void> {
  const found = await Promise.all(instances.map((bound) => findOccupied(bound, kept)));
  const [first, ...others] = found.filter((error) => error !== undefined);
  if (first === undefined) return;
  throw new SalternError('IN_USE', [first, ...others].map(({ message }) => message).join('\n'), {
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    details: [...new Set([first, ...others].flatMap(({ details }) => details))],
  });
}

async function findOccupied(
  bound: BoundInstance,
  { states, sessions, secrets }: Kept,
): Promise<SalternError | undefined> {
  const { name } = bound.plan;
  // What cannot be read is told when the instance is run.
  const state = await states.read(name).catch(() => undefined);
  if (state === undefined) return undefined;
  const { changes } = await openRecord(bound, { states, secrets, runId: '', now: () => 0 });
  if (changes.length === 0) return undefined;
  using door = await sessions.shutOut(name);
  return door === undefined ? await inUse(wouldBeRemade(name, changes), sessions) : undefined;
}
