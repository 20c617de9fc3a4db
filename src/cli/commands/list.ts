import { formatTime } from '../../base/time/format-time.ts';
import { describeInstances, type InstanceDescription } from '../../app/describe-instances.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

/** Instances with what is known of them. */
export const list: Command<SelectOptions, [instances: readonly string[]]> = async (app, options, instances) => {
  const rows = (await describeInstances(app, instances, options)).map((one) => describeRow(one));
  const cells = rows.map((row) => [
    row.name,
    row.driver,
    row.state,
    row.snapshot ?? '',
    formatTime(row.since ?? ''),
    row.verdict === null ? '' : describeVerdict(row.verdict),
  ]);
  return {
    exitCode: 0,
    data: rows,
    lines: renderTable(['INSTANCE', 'DRIVER', 'STATE', 'SNAPSHOT', 'SINCE (UTC)', 'LAST VERDICT'], cells),
  };
};

/** Every row has every key, null where there is nothing. */
interface Row extends Omit<InstanceDescription, 'state' | 'verdict'> {
  readonly state: string;
  readonly snapshot: string | null;
  readonly since: string | null;
  readonly verdict: InstanceVerdict | null;
}

/** `passed`; what could not be found out since is said beside it. */
function describeVerdict({ outcome, isFlaky, since }: InstanceVerdict): string {
  const word = { pass: isFlaky === true ? 'flaky' : 'passed', fail: 'failed', error: 'could not be run' }[outcome];
  return since === undefined ? word : `${word}, could not be run since`;
}

function describeRow({ state, verdict: newest, ...others }: InstanceDescription): Row {
  const known = { ...others, verdict: newest ?? null };
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
  return { ...known, state: describeLast(last, known.hasChecks), snapshot, since: last.at };
}

/** `verified`, `converged: fail`; what it rests on where that is not checks. */
function describeLast(
  { name, outcome }: { readonly name: string; readonly outcome: Outcome },
  hasChecks: boolean,
): string {
  const word = outcome === 'pass' || outcome === 'skip' ? name : `${name}: ${outcome}`;
  if (name === 'verified' && outcome === 'skip') return `${word}, no checks looked`;
  return hasChecks || name === 'created' ? word : `${word}, no checks`;
}
