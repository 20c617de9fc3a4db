import { describe, expect, it } from 'vitest';
import { chooseKept, forgetHistory } from '../../../src/app/forget-history.ts';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import { withHistory } from '../../../src/app/open-history.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { nightRecord, runStory } from '../../support/history-data.ts';

describe('what must not be forgotten', () => {
  const facts = {
    nights: [{ night: 'N1', snapshot: { id: 'S1' } }, { night: 'N2', snapshot: { id: 'S2' } }, { night: 'N3' }],
    runs: [{ runId: 'R1', snapshot: 'S1' }, { runId: 'R2', snapshot: 'S2' }, { runId: 'R3' }],
    decisions: [
      { to: { id: 'S1' }, evidence: [{ runId: 'R3' }] },
      { to: { id: 'S2' }, evidence: [{ runId: 'R4' }] },
    ],
    references: [],
  };

  it.each(['channel', 'waiver', 'run', 'evidence', 'derived'] as const)(
    'is what a %s refers to: its nights, its runs, and the runs that decided on it',
    (kind) => {
      const kept = chooseKept({ ...facts, references: [{ snapshot: 'S1', kind, by: 'x' }] });

      expect(kept).toEqual({ nights: ['N1'], runs: ['R1', 'R3'] });
    },
  );

  it('is the night that is under way', () => {
    expect(chooseKept({ ...facts, night: 'N3' })).toEqual({ nights: ['N3'], runs: [] });
  });

  it('is nothing else', () => {
    expect(chooseKept(facts)).toEqual({ nights: [], runs: [] });
  });
});

it('what is older than the project keeps is forgotten, to the moment', async () => {
  const text =
    'formula: none\nformula-name: demo\ndriver: fake\nsalt: { from: image }\nplatforms: { here: {} }\nsuites: { a: { checks: { command: { x: { exit-status: 0 } } } } }\n';
  const app = fakeApp(
    { 'saltern.yml': `${text}history: { keep: 10d }\n` },
    { now: () => Date.parse('2026-12-03T02:00:00Z') },
  );
  const project = await loadProjectFor(app, {});

  await withHistory(app, project, async (history) => {
    for (const [runId, startedAt] of [
      ['old', '2026-11-23T01:59:59.999Z'],
      ['just', '2026-11-23T02:00:00.000Z'],
    ] as const) {
      await history.putRun(runStory({ runId, startedAt, night: `night-${runId}` }));
      await history.putNight(nightRecord({ night: `night-${runId}`, startedAt }));
    }

    expect(await forgetHistory(app, { project, history })).toBe(1);
    expect((await history.runs()).map(({ runId }) => runId)).toEqual(['just']);
    expect((await history.nights()).map(({ night }) => night)).toEqual(['night-just']);
  });
});
