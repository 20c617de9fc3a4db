import type { History, RunRow } from '../../../src/contract/history.ts';
import type { FleetYear } from './fleet-year.ts';

/** The year as a history that is only read, as long as it is; `onAsk` hears of each run that is asked for. */
export function historyOfYear(year: FleetYear, onAsk: (runId: string) => void = () => undefined): History {
  const refuse = (): never => {
    throw new Error('this history is only read');
  };
  const { nights, rows } = year;
  const runs = [...Map.groupBy(rows, ({ runId }) => runId)].map(([runId, own]): RunRow => ({
    version: 1,
    runId,
    verb: 'test',
    ...(own[0]?.night === undefined ? {} : { night: own[0].night }),
    startedAt: own[0]?.startedAt ?? '',
    durationMs: 0,
    outcome: 'pass',
    interrupted: false,
    ...(own[0]?.snapshot === undefined ? {} : { snapshot: own[0].snapshot.id }),
  }));
  const byName = Map.groupBy(rows, ({ name }) => name);
  return {
    name: 'year',
    place: 'memory',
    putRun: refuse,
    putNight: refuse,
    putDecision: refuse,
    nights: ({ limit } = {}) => Promise.resolve(nights.slice(0, limit)),
    night: (id) => Promise.resolve(nights.find(({ night }) => night === id)),
    runs: ({ limit } = {}) => Promise.resolve(runs.slice(0, limit)),
    run(runId) {
      onAsk(runId);
      return Promise.resolve(year.run(runId));
    },
    results: ({ instance } = {}) => Promise.resolve(instance === undefined ? rows : (byName.get(instance) ?? [])),
    result: (runId, instance) => Promise.resolve(year.run(runId)?.instances.find(({ name }) => name === instance)),
    decisions: () => Promise.resolve([]),
    forget: refuse,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
