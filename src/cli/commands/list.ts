import { formatTime } from '../../base/time/format-time.ts';
import { describeInstances, type InstanceDescription } from '../../app/describe-instances.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

/** Instances with what is known of them. */
export const list: Command<SelectOptions, [instances: readonly string[]]> = async (app, options, instances) => {
  const rows = (await describeInstances(app, instances, options)).map((one) => describeRow(one));
  const cells = rows.map((row) => [row.name, row.driver, row.state, row.snapshot ?? '', formatTime(row.since ?? '')]);
  return {
    exitCode: 0,
    data: rows,
    lines: renderTable(['INSTANCE', 'DRIVER', 'STATE', 'SNAPSHOT', 'SINCE (UTC)'], cells),
  };
};

/** Every row has every key, null where there is nothing. */
interface Row extends Omit<InstanceDescription, 'state'> {
  readonly state: string;
  readonly snapshot: string | null;
  readonly since: string | null;
}

function describeRow({ state, ...known }: InstanceDescription): Row {
  if (state === undefined) return { ...known, state: 'not created', snapshot: null, since: null };
  if (state === 'damaged') {
    return { ...known, state: 'state file damaged: saltern destroy it', snapshot: null, since: null };
  }
  const { verify, converge, create } = state.phases;
  const snapshot = state.snapshot?.id ?? null;
  const last = verify
    ? { name: 'verified', ...verify }
    : converge
      ? { name: 'converged', ...converge }
      : create && { name: 'created', ...create };
  if (!last) return { ...known, state: 'half created', snapshot, since: state.createdAt };
  const word = last.outcome === 'pass' || last.outcome === 'skip' ? last.name : `${last.name}: ${last.outcome}`;
  return { ...known, state: word, snapshot, since: last.at };
}
