import type { InstanceSummary } from '../../contract/events.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightRecord } from '../../contract/night.ts';
import type { NotifySettings } from '../../contract/notify.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { findFormulaNews, type FormulaNews } from './find-formula-news.ts';
import { findNightNews, tellTainted } from './find-night-news.ts';
import { findRecordNews } from './find-record-news.ts';
import { count } from '../../base/text/count.ts';
import { groupReasons, type Reasoned } from './group-reasons.ts';
import type { FormulaMemory, Memory, News } from './news.ts';

export interface NewsInput {
  readonly night: NightRecord;
  /** Undefined: the history cannot be read. Then reasons come from the gate, and nothing is called flaky. */
  readonly view: FleetView | undefined;
  /** Every instance of the project, in its order. */
  readonly declared: readonly InstanceSummary[];
  readonly settings: Pick<NotifySettings, 'stillFailing' | 'flakyAbove'>;
  /** What people know. Undefined: nothing was ever told. */
  readonly memory: Memory | undefined;
}

/** What is to be told of a night, and what people know then. */
export interface FoundNews {
  readonly news: readonly News[];
  readonly memory: Memory;
}

/**
 * What changed against what people know, a piece for each formula and kind. The same night once more is no news, nor is one
 * that is older. Where nothing was ever told, it is how things stand, in one piece. Pure.
 */
export function findNews(input: NewsInput): FoundNews {
  const { night, memory, declared } = input;
  if (memory !== undefined && night.night < memory.night) return { news: [], memory };
  const before = memory ?? { night: '', formulas: {} };
  const reasoned = readReasons(input);
  const formulas = [...Map.groupBy(declared, ({ formula }) => formula)].map(([formula, instances]) =>
    findFormulaNews({ ...input, formula, instances, reasoned, before: before.formulas[formula] }),
  );
  const ofNight = findNightNews({ ...input, reasoned, before });
  const ofRecords = findRecordNews(night, before);
  const changes = [...ofNight.news, ...formulas.flatMap((one) => one.news)];
  const told = memory === undefined ? [describeState(input, formulas, reasoned)] : changes;
  return {
    news: [...tellTainted(input, before), ...told, ...ofRecords.news],
    memory: { ...ofNight.memory, ...ofRecords.memory, night: night.night, formulas: rememberFormulas(formulas) },
  };
}

/** What the night says of each instance that it came to something with. */
function readReasons({ night, view, declared }: NewsInput): ReadonlyMap<string, Reasoned> {
  const summaries = new Map(declared.map((one) => [one.name, one]));
  const views = new Map(view?.instances.map((one) => [one.name, one]));
  const verdicts = new Map(night.judged?.requirements.map((one) => [one.instance, one]));
  return new Map(
    night.instances.flatMap(({ name, outcome, runId }) => {
      const summary = summaries.get(name);
      if (summary === undefined || outcome === undefined) return [];
      const latest = views.get(name)?.latest;
      const isOfNight = latest !== undefined && (runId === undefined || latest.runId === runId);
      const reason = (isOfNight ? latest.reason : undefined) ?? verdicts.get(name)?.reason ?? '';
      return [[name, { summary, outcome, reason, ...(runId === undefined ? {} : { runId }) }]];
    }),
  );
}

/** Of formulas that people know nothing about, there is nothing to keep. */
function rememberFormulas(formulas: readonly FormulaNews[]): Readonly<Record<string, FormulaMemory>> {
  return Object.fromEntries(
    formulas.flatMap(({ formula, memory }) => (memory === undefined ? [] : [[formula, memory]])),
  );
}

function describeState(
  { night, declared }: NewsInput,
  formulas: readonly FormulaNews[],
  reasoned: ReadonlyMap<string, Reasoned>,
): News {
  const red = formulas.filter(({ memory }) => Object.keys(memory?.red ?? {}).length > 0);
  const all = [...reasoned.values()];
  const bad = all.filter(({ outcome }) => outcome === 'fail' || outcome === 'error');
  const number = (wanted: string): number => all.filter(({ outcome }) => outcome === wanted).length;
  const text = [
    `${number('pass')} of ${count(declared.length, 'instance')} pass`,
    ...(number('fail') === 0 ? [] : [`${number('fail')} fail`]),
    ...(number('error') === 0 ? [] : [`${number('error')} could not be tested`]),
  ].join(', ');
  return {
    kind: 'state',
    of: night.project,
    formulas: red.map(({ formula }) => formula),
    text: `${text}; from now on you are told what changes`,
    items: groupReasons(bad, declared),
    packages: [],
    path: sitePaths.fleet,
  };
}
