import type { RunInstance } from '../../contract/events.ts';
import type { InstanceResult } from '../../contract/result.ts';
import { describeNext } from './describe-next.ts';

/** What is known of the run that an instance did not pass in. */
export interface RanAs {
  /** The verb that ran. */
  readonly verb: string;
  /** All instances that were to run. */
  readonly planned: readonly RunInstance[];
  /** That of all instances, where these do not say. */
  readonly snapshot: string | undefined;
}

/** What tries the same again: `saltern test ops-ssh-default-centos-7 --snapshot 20261122T013000`. Pure. */
export function againCommand(result: InstanceResult, { verb, planned, snapshot: common }: RanAs): string {
  const snapshot = planned.find(({ name }) => name === result.name)?.snapshot ?? common;
  const on = snapshot === undefined ? '' : ` --snapshot ${snapshot}`;
  return `saltern ${describeNext(result, verb).again} ${result.name}${on}`;
}
