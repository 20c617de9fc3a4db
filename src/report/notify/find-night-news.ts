import { isMet, type RequirementVerdict } from '../../contract/decision.ts';
import type { InstanceSummary } from '../../contract/events.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { NewsKind, NotifySettings } from '../../contract/notify.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { count } from '../../base/text/count.ts';
import { groupReasons, type Reasoned } from './group-reasons.ts';
import { listPackages } from './list-packages.ts';
import type { Memory, News } from './news.ts';
import { nightOutcome } from '../../contract/night-outcome.ts';
import { shorten } from './shorten.ts';

interface NightInput {
  readonly night: NightRecord;
  /** Every instance of the project. */
  readonly declared: readonly InstanceSummary[];
  readonly reasoned: ReadonlyMap<string, Reasoned>;
  readonly settings: Pick<NotifySettings, 'stillFailing'>;
  readonly before: Memory;
}

/** Characters of one piece's line. */
const MOST = 500;

/** What people know of the project as a whole. */
type NightMemory = Pick<Memory, 'refused' | 'promoted' | 'unfinished'>;

interface NightNews {
  readonly news: readonly News[];
  readonly memory: NightMemory;
}

/** What is to be told of the gate, and of the nightly itself. */
export function findNightNews(input: NightInput): NightNews {
  const { before } = input;
  const memory = pickMemory(before);
  const outcome = nightOutcome(input.night);
  switch (outcome) {
    case 'error':
    case 'interrupted':
      return tellUnfinished(input, memory);
    case 'refused':
      return tellFinished(input, tellRefused(input, memory));
    case 'promoted':
      return tellFinished(input, tellPromoted(input, memory));
    case 'waiting':
    case 'judged':
      return tellFinished(input, { news: [], memory: withoutRefusal(memory) });
    case undefined:
      return { news: [], memory };
    default:
      return outcome satisfies never;
  }
}

/** What had been promoted and failed since: once, for the channel is stopped from then on. */
export function tellTainted(
  { night, declared }: Pick<NightInput, 'night' | 'declared'>,
  before: Pick<Memory, 'night'>,
): readonly News[] {
  const { tainted } = night;
  if (tainted === undefined || before.night === night.night) return [];
  const names = new Set(tainted.instances);
  const formulas = declared.filter(({ name }) => names.has(name)).map(({ formula }) => formula);
  return [{ ...ofProject(night, 'tainted', tainted.text), formulas: [...new Set(formulas)] }];
}

function pickMemory({ refused, promoted, unfinished }: Memory): NightMemory {
  return {
    ...(refused === undefined ? {} : { refused }),
    ...(promoted === undefined ? {} : { promoted }),
    ...(unfinished === undefined ? {} : { unfinished }),
  };
}

/** A refusal for the same reasons as before is no news, whatever the snapshot; one with a further reason is. */
function tellRefused({ night, reasoned, declared }: NightInput, memory: NightMemory): NightNews {
  const unmet = night.judged?.requirements.filter(({ kind }) => !isMet(kind)) ?? [];
  const keys = [
    ...(night.judged?.blocks ?? []).map(({ reason }) => `snapshot ${reason}`),
    ...unmet.map(({ instance, kind }) => `${instance} ${kind}`),
  ];
  const isKnown = memory.refused !== undefined && keys.every((key) => memory.refused?.includes(key));
  const after: NightMemory = { ...memory, refused: keys };
  if (isKnown) return { news: [], memory: after };
  const all = unmet.map((one) => toReasoned(one, reasoned.get(one.instance)));
  const what = night.snapshot?.id ?? 'The snapshot';
  const numbers = `${unmet.length} of ${count(night.judged?.requirements.length ?? 0, 'requirement')} not met`;
  const lasting = night.judged?.blocks.find(({ isPassing }) => !isPassing);
  const why = lasting?.reason ?? (unmet.length === 0 ? night.reason : numbers);
  const text = `${what} is refused for ${night.channel.name}${why === '' ? '' : `: ${why}`}`;
  const news: News = {
    ...ofProject(night, 'refused', text),
    formulas: [...new Set(unmet.map(({ formula }) => formula))],
    items: groupReasons(all, declared),
    packages: listPackages(night.changes?.sinceChannel ?? night.changes?.sinceNight),
  };
  return { news: [news], memory: after };
}

function toReasoned(
  { instance, formula, suite, platform, kind, reason, runId }: RequirementVerdict,
  known: Reasoned | undefined,
): Reasoned {
  const word = kind.toUpperCase();
  return {
    summary: { name: instance, formula, suite, platform },
    outcome: known?.outcome ?? 'error',
    reason: reason === '' ? word : `${word} ${reason}`,
    ...(runId === undefined ? {} : { runId }),
  };
}

function tellPromoted({ night }: NightInput, memory: NightMemory): NightNews {
  const { name, before, after } = night.channel;
  const rest = withoutRefusal(memory);
  const isMoved = after !== undefined && after !== before && after !== memory.promoted;
  if (!isMoved) return { news: [], memory: rest };
  const was = before === undefined ? '' : `, it was at ${before}`;
  const news: News = {
    ...ofProject(night, 'promoted', `${name} is at ${after} now${was}`),
    packages: listPackages(night.changes?.sinceChannel),
  };
  return { news: [news], memory: { ...rest, promoted: after } };
}

function withoutRefusal(memory: NightMemory): NightMemory {
  const { refused: _, ...rest } = memory;
  return rest;
}

function tellUnfinished({ night, settings }: NightInput, memory: NightMemory): NightNews {
  const known = memory.unfinished;
  const isCounted = known?.last === night.night;
  const nights = (known?.nights ?? 0) + (isCounted ? 0 : 1);
  const unfinished = { since: known?.since ?? night.night, nights, last: night.night };
  const after = { ...memory, unfinished };
  if (known !== undefined && (isCounted || !settings.stillFailing.includes(nights))) return { news: [], memory: after };
  const step = night.steps.find(({ outcome }) => outcome === 'error');
  const where = step === undefined ? '' : ` at the step '${step.name}'`;
  const why = night.reason || (step?.text ?? '');
  const how = nightOutcome(night) === 'interrupted' ? 'was interrupted' : 'could not be finished';
  const again = nights > 1 ? `, for ${count(nights, 'night')} now` : '';
  const text = `The night ${how}${where}${again}${why === '' ? '' : `: ${why}`}`;
  return { news: [{ ...ofProject(night, 'not-finished', text), nights, since: unfinished.since }], memory: after };
}

/** A night that comes to its end is news by itself where people were told that it, or one before it, did not. */
function tellFinished({ night }: NightInput, { news, memory }: NightNews): NightNews {
  const { unfinished, ...rest } = memory;
  if (unfinished === undefined) return { news, memory: rest };
  const isSame = unfinished.since === night.night;
  const again = `The nightly comes to its end again, after ${count(unfinished.nights, 'night')} that did not`;
  const text = isSame ? 'The night came to its end after all' : again;
  const { since, nights } = unfinished;
  return { news: [{ ...ofProject(night, 'recovered', text), since, nights }, ...news], memory: rest };
}

function ofProject(night: NightRecord, kind: NewsKind, text: string): News {
  const path = sitePaths.night(night.night);
  return { kind, of: night.project, formulas: [], text: shorten(text, MOST), items: [], packages: [], path };
}
