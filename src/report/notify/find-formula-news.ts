import type { InstanceSummary } from '../../contract/events.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { NewsKind, NotifySettings } from '../../contract/notify.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { count } from '../../base/text/count.ts';
import { groupReasons, type Reasoned } from './group-reasons.ts';
import { listPackages } from './list-packages.ts';
import type { FormulaMemory, News } from './news.ts';
import { shorten } from './shorten.ts';

interface FormulaInput {
  readonly formula: string;
  /** Its instances, in the order of the project. */
  readonly instances: readonly InstanceSummary[];
  /** Every instance of the project. */
  readonly declared: readonly InstanceSummary[];
  readonly night: NightRecord;
  readonly view: FleetView | undefined;
  readonly reasoned: ReadonlyMap<string, Reasoned>;
  readonly settings: Pick<NotifySettings, 'stillFailing' | 'flakyAbove'>;
  /** Undefined: it was well when people last heard of it. */
  readonly before: FormulaMemory | undefined;
}

export interface FormulaNews {
  readonly formula: string;
  readonly news: readonly News[];
  /** Undefined: there is nothing to remember of it. */
  readonly memory: FormulaMemory | undefined;
}

/** Characters of an owner that are told. */
const MOST_OWNER = 100;

const WELL: FormulaMemory = { red: {}, nights: 0, last: '', isFlaky: false };

/**
 * What is to be told of one formula. What fails and could then not be found out still fails, as far as anybody knows; what
 * could not be found out and then fails is news.
 */
export function findFormulaNews(input: FormulaInput): FormulaNews {
  const { formula, before = WELL } = input;
  const moves = compare(input, before);
  const after = countNight(input, before, moves);
  const flaky = findFlaky(input, before);
  const memory = { ...after, isFlaky: flaky.isFlaky };
  const changes = [...tellNew(input, moves, after), ...tellRecovered(input, moves, { before, after })];
  const news = [...changes, ...(moves.isNew ? [] : tellStill(input, { before, after })), ...flaky.news];
  const isWorthIt = memory.isFlaky || Object.keys(memory.red).length > 0;
  return { formula, news, memory: isWorthIt ? memory : undefined };
}

interface Moves {
  readonly red: FormulaMemory['red'];
  readonly failing: readonly string[];
  readonly unknown: readonly string[];
  readonly recovered: readonly string[];
  readonly isNew: boolean;
  /** Whether any of its instances came to anything tonight. */
  readonly isSeen: boolean;
}

function compare({ instances, reasoned }: FormulaInput, { red }: FormulaMemory): Moves {
  const now = instances.map(({ name }) => ({ name, was: red[name], is: reasoned.get(name)?.outcome }));
  const pick = (fits: (one: (typeof now)[number]) => boolean): readonly string[] =>
    now.filter(fits).map(({ name }) => name);
  const failing = pick(({ was, is }) => is === 'fail' && was !== 'fail');
  const unknown = pick(({ was, is }) => is === 'error' && was === undefined);
  return {
    red: Object.fromEntries(
      now.flatMap(({ name, was, is }) => {
        const state = is === 'fail' ? 'fail' : is === 'pass' ? undefined : (was ?? (is === 'error' ? 'error' : was));
        return state === undefined ? [] : [[name, state] as const];
      }),
    ),
    failing,
    unknown,
    recovered: pick(({ was, is }) => is === 'pass' && was !== undefined),
    isNew: failing.length + unknown.length > 0,
    isSeen: now.some(({ is }) => is !== undefined && is !== 'skip'),
  };
}

/** A night counts once, however often it is looked at. */
function countNight({ night }: FormulaInput, before: FormulaMemory, { red, isSeen }: Moves): FormulaMemory {
  if (Object.keys(red).length === 0) return { ...WELL, last: night.night };
  const isCounted = !isSeen || before.last === night.night;
  const nights = before.nights + (isCounted && before.nights > 0 ? 0 : 1);
  return { red, since: before.since ?? night.night, nights, last: isSeen ? night.night : before.last, isFlaky: false };
}

function tellNew(input: FormulaInput, { failing, unknown }: Moves, { red }: FormulaMemory): readonly News[] {
  const { formula } = input;
  const failed = Object.values(red).filter((state) => state === 'fail').length;
  const of = `${Object.keys(red).length} of ${count(input.instances.length, 'instance')}`;
  const words =
    failed === failing.length
      ? `${formula} fails on ${failed} of ${count(input.instances.length, 'instance')}`
      : `${formula} fails on ${failing.length} more, now on ${failed} of ${count(input.instances.length, 'instance')}`;
  const isAll = unknown.length === Object.keys(red).length;
  const lost = `${formula} could not be tested on ${isAll ? of : count(unknown.length, 'instance')}`;
  return [
    ...(failing.length === 0 ? [] : [makeNews(input, 'newly-failing', { text: words, names: failing })]),
    ...(unknown.length === 0 ? [] : [makeNews(input, 'newly-unknown', { text: lost, names: unknown })]),
  ];
}

interface Course {
  readonly before: FormulaMemory;
  readonly after: FormulaMemory;
}

function tellRecovered(input: FormulaInput, { recovered }: Moves, { before, after }: Course): readonly News[] {
  if (recovered.length === 0) return [];
  const left = Object.keys(after.red).length;
  const text =
    left === 0
      ? `${input.formula} passes again, after ${count(before.nights, 'red night')}`
      : `${input.formula} passes again on ${count(recovered.length, 'instance')}, and not on ${left}`;
  const time = { nights: before.nights, ...(before.since === undefined ? {} : { since: before.since }) };
  return [{ ...makeNews(input, 'recovered', { text, names: recovered }), ...time }];
}

function tellStill(input: FormulaInput, { before, after }: Course): readonly News[] {
  const { formula, instances, settings } = input;
  if (after.nights === before.nights || !settings.stillFailing.includes(after.nights)) return [];
  const names = Object.keys(after.red);
  const isFailing = Object.values(after.red).includes('fail');
  const where = `for ${count(after.nights, 'night')} now, on ${names.length} of ${count(instances.length, 'instance')}`;
  const text = isFailing ? `${formula} still fails, ${where}` : `${formula} still cannot be tested, ${where}`;
  const time = { nights: after.nights, ...(after.since === undefined ? {} : { since: after.since }) };
  return [{ ...makeNews(input, isFailing ? 'still-failing' : 'still-unknown', { text, names }), ...time }];
}

/** Told when its rate rises above the limit on a night that was flaky; forgotten when it has fallen to half of that. */
function findFlaky(input: FormulaInput, { isFlaky }: FormulaMemory): { isFlaky: boolean; news: readonly News[] } {
  const { formula, view, night, settings } = input;
  const own = view?.instances.filter((one) => one.formula === formula) ?? [];
  if (own.length === 0) return { isFlaky, news: [] };
  const rate = Math.max(...own.map(({ flakeRate }) => flakeRate));
  if (isFlaky) return { isFlaky: rate > settings.flakyAbove / 2, news: [] };
  const tonight = new Set(night.instances.filter((one) => one.isFlaky).map(({ name }) => name));
  const names = own
    .filter(({ name, flakeRate }) => flakeRate > settings.flakyAbove && tonight.has(name))
    .map(({ name }) => name);
  if (names.length === 0) return { isFlaky: false, news: [] };
  const text = `${formula} is flaky: in ${Math.round(rate * 100)} % of its nights it passed only at another attempt`;
  return { isFlaky: true, news: [makeNews(input, 'flaky', { text, names })] };
}

function makeNews(
  { formula, instances, night, reasoned, declared }: FormulaInput,
  kind: NewsKind,
  { text, names }: { readonly text: string; readonly names: readonly string[] },
): News {
  const all = names.map((name) => reasoned.get(name)).filter((one) => one !== undefined);
  const isRed = kind !== 'recovered' && kind !== 'flaky';
  const owner = isRed ? instances[0]?.owner : undefined;
  return {
    kind,
    of: formula,
    formulas: [formula],
    text: owner === undefined ? text : `${text}; ${shorten(owner, MOST_OWNER)} keeps it`,
    ...(owner === undefined ? {} : { owner }),
    items: groupReasons(
      all.map((one) => (isRed ? one : { ...one, reason: '' })),
      declared,
    ),
    packages: kind === 'newly-failing' ? listPackages(night.changes?.sinceNight) : [],
    path: sitePaths.formula(formula),
  };
}
