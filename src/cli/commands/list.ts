import { formatTime } from '../../base/time/format-time.ts';
import { describeInstances, type InstanceDescription } from '../../app/describe-instances.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { NewestAttempt } from '../../app/judge-newest.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Command } from '../answer.ts';
import { describeNewest } from '../describe-newest.ts';
import { fitTable } from '../fit-table.ts';

export interface ListFlags extends SelectOptions {
  readonly bare?: boolean;
}

const HEAD = ['INSTANCE', 'DRIVER', 'STATE', 'SNAPSHOT', 'SINCE (UTC)', 'LAST VERDICT', 'TAGS'];
/** What a narrow terminal does without, the least missed first. */
const DROP = ['SINCE (UTC)', 'DRIVER', 'SNAPSHOT', 'TAGS'];
/** Cells in which a name is still told from others. */
const LEAST_NAME = 24;

/** Instances with what is known of them. */
export const list: Command<ListFlags, [instances: readonly string[]]> = async (app, options, instances) => {
  const all = await describeInstances(app, instances, options);
  const names = all.map(({ name }) => name);
  if (options.bare === true) return { exitCode: 0, data: names, lines: names };
  const rows = all.map((one) => describeRow(one));
  if (rows.length === 0 && options.failed === true) {
    return { exitCode: 0, data: rows, lines: ['nothing is known to have failed'] };
  }
  if (rows.length === 0 && options.shard !== undefined) {
    return { exitCode: 0, data: rows, lines: [`nothing falls to shard ${options.shard}`] };
  }
  if (rows.length === 0 && options.changed !== undefined) {
    return { exitCode: 0, data: rows, lines: ['what changed affects none of them'] };
  }
  const now = app.now();
  const cells = rows.map((row, at) => [
    row.name,
    row.driver,
    row.state,
    row.snapshot ?? '',
    formatTime(row.since ?? ''),
    all[at] ? describeNewest(all[at].newest, now) : '',
    row.tags.join(', '),
  ]);
  const { isTty, columns } = app.terminal();
  const fit = { columns: isTty ? columns : undefined, drop: DROP, leastName: LEAST_NAME };
  return { exitCode: 0, data: rows, lines: fitTable(HEAD, cells, fit) };
};

/** Every row has every key, null where there is nothing. */
interface Row extends Omit<InstanceDescription, 'state' | 'newest'> {
  readonly state: string;
  readonly snapshot: string | null;
  readonly since: string | null;
  readonly verdict: InstanceVerdict | null;
  /** One that is newer than the verdict, and gave none. */
  readonly attempt: NewestAttempt | null;
}

function describeRow({ state, newest, ...others }: InstanceDescription): Row {
  const known = { ...others, verdict: newest.verdict ?? null, attempt: newest.attempt ?? null };
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
