import { formatDuration } from '../../base/time/format-duration.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import { isMet, type RequirementVerdict } from '../../contract/decision.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightOutcome, NightRecord } from '../../contract/night.ts';
import { parseSnapshotId, toSnapshotTime } from '../../contract/snapshot-id.ts';
import { countChanges } from '../../contract/count-changes.ts';
import { listSome } from '../../base/text/list-some.ts';
import { tellWait } from '../../contract/tell-wait.ts';
import { nameInstances } from '../text/name-instances.ts';
import { count } from '../../base/text/count.ts';
import { listPackages } from './list-packages.ts';
import { nightOutcome } from '../../contract/night-outcome.ts';
import { shorten } from './shorten.ts';

export interface TopInput {
  readonly night: NightRecord;
  /** Undefined: the history cannot be read. */
  readonly view: FleetView | undefined;
  /** Every instance of the project, in its order. */
  readonly declared: readonly InstanceSummary[];
}

/**
 * The five lines with which the morning page begins: which night and what came of it, where the channels are, why not,
 * what is red, what changed and how long it took. No line ends, no control characters. Pure.
 */
export function topLines(input: TopInput): readonly string[] {
  return [titleLine(input), channelLine(input), reasonLine(input), redLine(input), factLine(input)].map((line) =>
    shorten(line, MOST),
  );
}

/** Characters of one of these lines. */
const MOST = 400;

const SIGNS = {
  promoted: '✓ PROMOTED',
  waiting: '– WAITING',
  refused: '✗ REFUSED',
  judged: '✓ GOOD, not promoted',
  error: '! NOT FINISHED',
  interrupted: '! INTERRUPTED',
} as const satisfies Record<NightOutcome, string>;

function titleLine({ night }: TopInput): string {
  const outcome = nightOutcome(night);
  const [begun, ended] = [formatLongTime(night.startedAt), formatLongTime(endOf(night))];
  const [day, time] = begun.replace(' UTC', '').split(', ');
  const sign = outcome === undefined ? '' : ` · ${SIGNS[outcome]}`;
  return `${night.project} · night of ${day}, ${time} – ${ended.split(', ').at(-1)}${sign}`;
}

function channelLine({ night, view }: TopInput): string {
  const own = { [night.channel.name]: night.channel.after ?? night.channel.before };
  const channels = { ...view?.channels, ...own };
  const words = Object.entries(channels).flatMap(([name, id]) =>
    id === undefined ? [`${name} does not exist`] : [`${name} ${id}${ageWord(id, night)}`],
  );
  const tonight = night.snapshot === undefined ? [] : [`tonight ${night.snapshot.id}`];
  const good = view?.lastGood ?? undefined;
  return [...words, ...tonight, ...(good === undefined ? [] : [`last good ${good}`])].join(' · ');
}

function reasonLine({ night, declared }: TopInput): string {
  const outcome = nightOutcome(night);
  const all = night.judged?.requirements ?? [];
  const unmet = all.filter(({ kind }) => !isMet(kind));
  if (outcome === 'error' || outcome === 'interrupted') {
    const step = night.steps.find((one) => one.outcome === 'error');
    const why = night.reason || (step?.text ?? '');
    return `could not be found out${step === undefined ? '' : `, at the step '${step.name}'`}${why === '' ? '' : `: ${why}`}`;
  }
  const [block] = night.judged?.blocks ?? [];
  const wait = night.judged === undefined ? '' : tellWait(night.judged);
  if (block !== undefined) return [block.reason, wait].filter((text) => text !== '').join('; ');
  if (unmet.length === 0) return all.length === 0 ? night.reason : tellAllMet(all);
  const names = new Set(unmet.map(({ instance }) => instance));
  const where = nameInstances(
    declared.filter(({ name }) => names.has(name)),
    declared,
  );
  const packages = listPackages(night.changes?.sinceChannel ?? night.changes?.sinceNight);
  const changed = packages.length === 0 ? '' : `; changed since: ${listSome(packages, 3)}`;
  const why = `${unmet.length} of ${count(all.length, 'requirement')} not met${where === '' ? '' : `: ${where}`}${changed}`;
  return wait === '' ? why : `${why}; ${wait}`;
}

/** `40 of 40 requirements met, 1 of them waived: ops-time-default-centos-7 until 29 Nov 2026, 10:00 UTC by jane …` */
function tellAllMet(all: readonly RequirementVerdict[]): string {
  const met = `${all.length} of ${all.length} requirements met`;
  const waived = all.filter(({ kind }) => kind === 'waived');
  if (waived.length === 0) return met;
  const some = waived.map(({ instance, reason }) => `${instance}, ${reason}`);
  return `${met}, ${waived.length} of them waived: ${listSome(some, 2)}`;
}

const MOST_FORMULAS = 8;

function redLine({ night, declared }: TopInput): string {
  const of = (fits: (one: NightRecord['instances'][number]) => boolean): string => {
    const names = new Set(night.instances.filter(fits).map(({ name }) => name));
    const formulas = declared.filter(({ name }) => names.has(name)).map(({ formula }) => formula);
    return listSome([...new Set(formulas)], MOST_FORMULAS);
  };
  const [fail, error] = [of(({ outcome }) => outcome === 'fail'), of(({ outcome }) => outcome === 'error')];
  const flaky = of(({ isFlaky }) => isFlaky === true);
  const open = night.instances.filter(({ outcome }) => outcome === undefined).length;
  const words = [
    ...(fail === '' ? [] : [`✗ failing: ${fail}`]),
    ...(error === '' ? [] : [`! could not be tested: ${error}`]),
    ...(flaky === '' ? [] : [`~ flaky: ${flaky}`]),
    ...(open === 0 ? [] : [`${open} of ${count(night.instances.length, 'instance')} not tested`]),
  ];
  return words.length === 0 ? 'nothing is red' : words.join(' · ');
}

function factLine({ night }: TopInput): string {
  const { instances, attempts } = night.tally;
  const took = Date.parse(endOf(night)) - Date.parse(night.startedAt);
  return [
    changeWords(night),
    count(instances, 'instance'),
    count(attempts, 'attempt'),
    ...(Number.isNaN(took) ? [] : [formatRough(took)]),
  ].join(' · ');
}

/** Of a night nobody counts the seconds: `44 min`, `1 h 02 min`. */
function formatRough(ms: number): string {
  return formatDuration(ms < 600_000 ? ms : Math.round(ms / 60_000) * 60_000).replace(/ min 00 s$/, ' min');
}

/** `changed: 3 upgraded, 1 rebuilt` */
function changeWords({ changes }: NightRecord): string {
  const since = changes?.sinceNight;
  if (since === undefined) return 'changes since the night before are not known';
  if (since.changes.length === 0) return countChanges([]);
  return `changed: ${countChanges(since.changes)}`;
}

/** Of a night that is under way, the end of its last step. */
function endOf({ startedAt, steps, end }: NightRecord): string {
  if (end !== undefined) return end.at;
  const last = steps.at(-1);
  const ms = last === undefined ? Number.NaN : Date.parse(last.startedAt) + last.durationMs;
  return Number.isNaN(ms) ? startedAt : new Date(ms).toISOString();
}

/** ` (4 days)`: how old the snapshot was that night; nothing where that is less than one. */
function ageWord(id: string, { startedAt }: NightRecord): string {
  const taken = Date.parse(toSnapshotTime(parseSnapshotId(id)?.time ?? ''));
  const days = Math.floor((Date.parse(startedAt) - taken) / 86_400_000);
  return Number.isNaN(days) || days < 1 ? '' : ` (${count(days, 'day')})`;
}
