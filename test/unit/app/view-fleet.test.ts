import { describe, expect, it } from 'vitest';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import { withHistory } from '../../../src/app/open-history.ts';
import { viewFleet } from '../../../src/app/view-fleet.ts';
import type { FleetView } from '../../../src/contract/fleet-view.ts';
import type { Outcome } from '../../../src/contract/outcome.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { failedStory, instanceStory, nightRecord, runStory } from '../../support/history-data.ts';

const PROJECT = `name: fleet
formula: none
formula-name: demo
driver: fake
salt: { from: image }
platforms: { here: {} }
suites:
  red: { checks: { command: { x: { exit-status: 0 } } } }
  green: { checks: { command: { x: { exit-status: 0 } } } }
  rare: { checks: { command: { x: { exit-status: 0 } } } }
`;
const NIGHTS = 12;

/** `red` passed in the first two nights alone, `green` failed in the first alone, `rare` was run in the first alone. */
function outcomeIn(night: number): Readonly<Record<string, Outcome>> {
  return {
    red: night < 2 ? 'pass' : 'fail',
    green: night === 0 ? 'fail' : 'pass',
    ...(night === 0 ? { rare: 'pass' } : {}),
  };
}

async function view(nights?: number): Promise<FleetView> {
  const app = fakeApp({ 'saltern.yml': PROJECT }, { now: () => Date.parse('2026-11-20T08:00:00Z') });
  const project = await loadProjectFor(app, {});
  return await withHistory(app, project, async (history) => {
    for (let index = 0; index < NIGHTS; index++) {
      const day = String(index + 1).padStart(2, '0');
      const [night, at] = [`202611${day}T013000`, `2026-11-${day}T01:30:00.000Z`];
      const instances = Object.entries(outcomeIn(index)).map(([suite, outcome]) => {
        const tell = outcome === 'pass' ? instanceStory : failedStory;
        return tell({ formula: 'demo', suite, platform: 'here', name: `demo-${suite}-here`, startedAt: at });
      });
      await history.putRun(runStory({ runId: `${night}-aaaa`, night, startedAt: at, instances }));
      await history.putNight(nightRecord({ night, startedAt: at }));
    }
    // Looks at less than a verdict promises.
    const only = instanceStory({
      formula: 'demo',
      suite: 'red',
      platform: 'here',
      startedAt: '2026-11-19T00:00:00.000Z',
    });
    await history.putRun(
      runStory({ runId: '20261119T000000-aaaa', verb: 'converge', startedAt: only.startedAt, instances: [only] }),
    );
    return await viewFleet(app, { project, history, ...(nights === undefined ? {} : { nights }) });
  });
}

/** Days of what happened last. */
function days({ instances }: FleetView, name: string) {
  const one = instances.find((instance) => instance.name === `demo-${name}-here`);
  const day = (at: string | undefined) => at?.slice(8, 10);
  return [one?.latest, one?.lastPass, one?.lastFailure, one?.redSince].map((row) => day(row?.startedAt));
}

describe('the fleet over its nights', () => {
  it.each([[undefined], [12], [3], [1]])(
    'says when things happened however few nights it shows: %s',
    async (nights) => {
      const shown = await view(nights);

      expect(shown.nights).toHaveLength(nights ?? NIGHTS);
      expect(days(shown, 'red')).toEqual(['12', '02', '12', '03']);
      expect(days(shown, 'green')).toEqual(['12', '12', '01', undefined]);
      expect(days(shown, 'rare')).toEqual(['01', '01', undefined, undefined]);
    },
  );

  it('has the instances of the project in its order, and when it was made', async () => {
    const { instances, at, project, channels } = await view(1);

    expect(instances.map(({ name }) => name)).toEqual(['demo-red-here', 'demo-green-here', 'demo-rare-here']);
    expect({ at, project, channels }).toEqual({ at: '2026-11-20T08:00:00.000Z', project: 'fleet', channels: {} });
  });
});
