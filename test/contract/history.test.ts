import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { History, HistoryPlace } from '../../src/contract/history.ts';
import { HISTORIES, openHistoryAt } from '../../src/store/history/index.ts';
import { MIGRATIONS } from '../../src/store/history/migrations/index.ts';
import { ROOT } from '../root.ts';
import { auditEntry, failedStory, instanceStory, nightRecord, runStory } from '../support/history-data.ts';
import { HISTORY_CASES, type HistoryGround } from './history-cases.ts';

const project = 'fleet';
const RUN = '20261123T020000-aaaa';
const NAME = 'ops-ssh-default-centos-7';

it('every kind of the registry is held to the contract', () => {
  expect(HISTORY_CASES.map(({ name }) => name).toSorted()).toEqual(Object.keys(HISTORIES).toSorted());
});

describe.each(HISTORY_CASES)('the history in $name', ({ name, prepare, load }) => {
  let ground: HistoryGround;
  let place: HistoryPlace;
  let history: History;

  beforeAll(async () => void (ground = await prepare()));
  afterAll(() => ground[Symbol.asyncDispose]());
  beforeEach(async () => {
    place = await ground.place();
    history = await openHistoryAt({ place, project });
  });
  afterEach(() => history[Symbol.asyncDispose]());

  it('says what it is', () => {
    expect(history.name).toBe(name);
    expect(history.place).not.toBe('');
  });

  it('is empty where nothing was kept yet', async () => {
    expect(await history.nights()).toEqual([]);
    expect(await history.runs()).toEqual([]);
    expect(await history.results()).toEqual([]);
    expect(await history.decisions()).toEqual([]);
    expect(await history.night('20261123T013000')).toBeUndefined();
    expect(await history.run(RUN)).toBeUndefined();
    expect(await history.result(RUN, NAME)).toBeUndefined();
  });

  it('gives all that was kept to whoever opens it later', async () => {
    const story = runStory({ instances: [instanceStory(), failedStory({ formula: 'ops-time' })] });
    await history.putRun(story);
    await history.putNight(nightRecord());
    await history.putDecision(auditEntry());

    await using other = await openHistoryAt({ place, project });

    expect(await other.run(RUN)).toEqual(story);
    expect(await other.result(RUN, NAME)).toEqual(story.instances[0]);
    expect(await other.night('20261123T013000')).toEqual(nightRecord());
    expect(await other.decisions()).toEqual([auditEntry()]);
  });

  it('lists runs, results and nights without what is only on their own pages', async () => {
    await history.putRun(runStory());
    await history.putNight(nightRecord());

    const [run, result, night] = [await history.runs(), await history.results(), await history.nights()];

    expect(run[0]).not.toHaveProperty('instances');
    expect(result[0]).toMatchObject({ name: NAME, runId: RUN, outcome: 'pass', durationMs: 41_000 });
    for (const only of ['phases', 'states', 'checks', 'why', 'files']) expect(result[0]).not.toHaveProperty(only);
    expect(night[0]).toMatchObject({ night: '20261123T013000', tally: { pass: 1 } });
    for (const only of ['runs', 'instances', 'changes', 'told']) expect(night[0]).not.toHaveProperty(only);
  });

  it('keeps a run in place of an earlier one with its id, whose other instances are gone', async () => {
    await history.putRun(runStory({ instances: [instanceStory(), instanceStory({ formula: 'ops-time' })] }));
    await history.putRun(runStory({ outcome: 'fail', instances: [failedStory()] }));

    expect(await history.runs()).toMatchObject([{ runId: RUN, outcome: 'fail' }]);
    expect(await history.results()).toMatchObject([{ name: NAME, outcome: 'fail' }]);
  });

  it('keeps a night in place of an earlier one with its id', async () => {
    const { end: _, ...underWay } = nightRecord();
    await history.putNight(underWay);
    await history.putNight(nightRecord());

    expect(await history.nights()).toMatchObject([{ end: { outcome: 'promoted' } }]);
  });

  it('keeps a decision once', async () => {
    await history.putDecision(auditEntry());
    await history.putDecision(auditEntry());
    await history.putDecision(auditEntry({ action: 'promote', result: 'promoted' }));

    expect(await history.decisions()).toHaveLength(2);
  });

  describe('what is asked for', () => {
    beforeEach(async () => {
      for (const day of ['21', '22', '23']) {
        const [night, at] = [`202611${day}T013000`, `2026-11-${day}T02:00:00.000Z`];
        const both = [instanceStory({ startedAt: at }), instanceStory({ formula: 'ops-time', startedAt: at })];
        await history.putRun(runStory({ runId: `202611${day}T020000-aaaa`, night, startedAt: at, instances: both }));
        await history.putNight(nightRecord({ night, startedAt: at }));
        await history.putDecision(auditEntry({ at }));
      }
      const byHand = instanceStory({ startedAt: '2026-11-24T02:00:00.000Z' });
      await history.putRun(
        runStory({ runId: '20261124T020000-bbbb', startedAt: '2026-11-24T02:00:00.000Z', instances: [byHand] }),
      );
    });

    it('comes newest first', async () => {
      const [nights, runs, results] = [await history.nights(), await history.runs(), await history.results()];

      expect(nights.map(({ night }) => night)).toEqual(['20261123T013000', '20261122T013000', '20261121T013000']);
      expect(runs.map(({ runId }) => runId.slice(6, 8))).toEqual(['24', '23', '22', '21']);
      expect(results.map(({ runId, formula }) => `${runId.slice(6, 8)} ${formula}`)).toEqual([
        '24 ops-ssh',
        '23 ops-ssh',
        '23 ops-time',
        '22 ops-ssh',
        '22 ops-time',
        '21 ops-ssh',
        '21 ops-time',
      ]);
      expect((await history.decisions()).map(({ at }) => at.slice(8, 10))).toEqual(['23', '22', '21']);
    });

    it('is at most as many as are wanted', async () => {
      expect(await history.nights({ limit: 2 })).toHaveLength(2);
      expect(await history.runs({ limit: 1 })).toMatchObject([{ runId: '20261124T020000-bbbb' }]);
      expect(await history.results({ limit: 3 })).toHaveLength(3);
      expect(await history.decisions({ limit: 1 })).toMatchObject([{ at: '2026-11-23T02:00:00.000Z' }]);
      expect(await history.results({ limit: 0 })).toEqual([]);
    });

    it.each([
      ['a formula', { formula: 'ops-time' }, 3],
      ['an instance', { instance: NAME }, 4],
      ['a run', { runId: '20261122T020000-aaaa' }, 2],
      ['some nights', { nights: ['20261121T013000', '20261123T013000'] }, 4],
      ['a formula in a night', { formula: 'ops-time', nights: ['20261121T013000'] }, 1],
      ['no night', { nights: [] }, 0],
      ['some verbs', { verbs: ['test'] }, 7],
      ['another verb', { verbs: ['converge'] }, 0],
      ['some outcomes', { outcomes: ['pass'] as const, instance: NAME }, 4],
      ['another outcome', { outcomes: ['fail', 'error'] as const }, 0],
      ['a day and later', { since: '2026-11-23T02:00:00.000Z' }, 3],
      ['what is not there', { formula: 'ops-%' }, 0],
    ])('is that of %s alone', async (_what, query, expected) => {
      expect(await history.results(query)).toHaveLength(expected);
    });

    it('is the runs of a night', async () => {
      expect(await history.runs({ night: '20261122T013000' })).toMatchObject([{ runId: '20261122T020000-aaaa' }]);
    });

    it('is forgotten by its age, but for what must stay', async () => {
      const gone = await history.forget({
        before: '2026-11-24T00:00:00.000Z',
        keep: { runs: ['20261121T020000-aaaa'], nights: ['20261123T013000'] },
      });

      expect(gone).toBe(1);
      expect((await history.runs()).map(({ runId }) => runId.slice(6, 8))).toEqual(['24', '23', '21']);
      expect((await history.nights()).map(({ night }) => night)).toEqual(['20261123T013000']);
      expect(await history.result('20261122T020000-aaaa', NAME)).toBeUndefined();
      expect(await history.result('20261121T020000-aaaa', NAME)).toBeDefined();
    });

    it('is not forgotten where nothing is old', async () => {
      expect(await history.forget({ before: '2025-01-01T00:00:00.000Z', keep: { runs: [], nights: [] } })).toBe(0);
      expect(await history.runs()).toHaveLength(4);
    });
  });

  it('forgets more runs than a database takes names at once', async () => {
    const ids = Array.from({ length: 1100 }, (_, at) => `20261123T020000-${at}`);
    for (const runId of ids) await history.putRun(runStory({ runId, instances: [] }));

    const gone = await history.forget({ before: '2027-01-01T00:00:00.000Z', keep: { runs: [], nights: [] } });

    expect(gone).toBe(1100);
    expect(await history.runs()).toEqual([]);
  });

  it('shows a project nothing of another one in the same database', async () => {
    await using other = await openHistoryAt({ place, project: 'other' });
    await history.putRun(runStory());
    await history.putNight(nightRecord());
    await other.putRun(runStory({ outcome: 'error', instances: [] }));

    expect(await history.runs()).toMatchObject([{ outcome: 'pass' }]);
    expect(await other.results()).toEqual([]);
    expect(await other.nights()).toEqual([]);
    expect(await other.forget({ before: '2027-01-01T00:00:00.000Z', keep: { runs: [], nights: [] } })).toBe(1);
    expect(await history.runs()).toHaveLength(1);
  });

  it.each([
    ['quotes', `it's "so"; DROP TABLE saltern_runs; --`],
    ['an underscore and a percent sign', 'ops-ssl_certs%'],
    ['question and dollar marks', 'what? $1 ?? $2'],
    ['control characters', 'a\u0001\u001b[31mred\u007f\u0085\n\tb\r'],
    ['NUL', 'a\0b'],
    ['half a pair', 'a\ud83db'],
    ['the other half', 'a\ude00b'],
    ['marks of direction', '\u202eevil\u2066'],
    ['every plane', 'ä€𝄞🧂'],
    ['backslashes', String.raw`\x00 \\ \u0000`],
    ['nothing but space', ' '],
    ['a length that no index takes', 'x'.repeat(5000)],
    ['60 kB', `${'long '.repeat(12_000)}\0end`],
  ])('keeps names and reasons with %s as they are', async (_what, odd) => {
    const one = failedStory({
      name: odd,
      formula: odd,
      suite: odd,
      platform: odd,
      reason: odd,
      why: [odd],
      evidence: odd,
    });
    const story = runStory({ runId: odd, night: odd, verb: odd, snapshot: odd, instances: [one] });
    const night = nightRecord({ night: odd, reason: odd, runs: [odd] });
    const entry = auditEntry({ by: odd, note: odd, channel: odd });
    await history.putRun(story);
    await history.putNight(night);
    await history.putDecision(entry);

    expect(await history.run(odd)).toEqual(story);
    expect(await history.result(odd, odd)).toEqual(story.instances[0]);
    expect(await history.results({ formula: odd, instance: odd, runId: odd, nights: [odd] })).toMatchObject([
      { name: odd, reason: odd },
    ]);
    expect(await history.runs({ night: odd })).toMatchObject([{ runId: odd, verb: odd }]);
    expect(await history.night(odd)).toEqual(night);
    expect(await history.decisions()).toEqual([entry]);
    expect(await history.forget({ before: '2027-01-01T00:00:00.000Z', keep: { runs: [odd], nights: [odd] } })).toBe(0);
  });

  it('tells names apart that differ only where no database sees it', async () => {
    for (const runId of ['a\0b', 'a\0c', 'a', 'a\ud83d', `${'x'.repeat(5000)}1`, `${'x'.repeat(5000)}2`]) {
      await history.putRun(runStory({ runId, verb: runId, instances: [] }));
    }

    expect(await history.runs()).toHaveLength(6);
    expect(await history.run('a\0c')).toMatchObject({ verb: 'a\0c' });
  });

  it('keeps two runs of the same moment apart', async () => {
    await history.putRun(runStory({ runId: '20261123T020000-aaaa' }));
    await history.putRun(runStory({ runId: '20261123T020000-bbbb' }));

    expect((await history.results()).map(({ runId }) => runId.slice(-4))).toEqual(['bbbb', 'aaaa']);
  });

  it('goes by the times that runs say, in whatever order they are kept', async () => {
    await history.putRun(runStory({ runId: '20261124T020000-aaaa', startedAt: '2026-11-24T02:00:00.000Z' }));
    // The clock was turned back, or an older run is read in again.
    await history.putRun(runStory({ runId: '20261122T020000-aaaa', startedAt: '2026-11-22T02:00:00.000Z' }));

    expect((await history.runs()).map(({ runId }) => runId.slice(6, 8))).toEqual(['24', '22']);
  });

  it('takes what several ask of it at once', async () => {
    const ids = Array.from({ length: 20 }, (_, at) => `20261123T020000-${at}`);
    await Promise.all([
      ...ids.map((runId) => history.putRun(runStory({ runId }))),
      ...ids.map(() => history.results()),
      history.putNight(nightRecord()),
    ]);

    expect(await history.results()).toHaveLength(20);
  });

  it('is written by two processes at once, which also make it', async () => {
    const fresh = await ground.place();
    const script = join(ROOT, 'test/support/write-history-process.ts');
    await Promise.all(['a', 'b'].map((word) => execa(process.execPath, [script, JSON.stringify(fresh), word, '25'])));

    await using both = await openHistoryAt({ place: fresh, project });
    expect(await both.runs()).toHaveLength(51);
    expect(await both.results({ formula: 'ops-time' })).toHaveLength(51);
    expect(await both.result('20261123T020000-both', NAME)).toBeDefined();
  });

  it.each(MIGRATIONS.map((_, at) => at + 1))(
    'brings what a saltern of form %i left into the newest form',
    async (form) => {
      const old = await ground.place();
      await load(old, await readFile(join(ROOT, `test/fixtures/history/form-${form}.${name}.sql`), 'utf8'));

      await using opened = await openHistoryAt({ place: old, project });

      expect(await opened.runs()).toMatchObject([{ runId: RUN, night: '20261123T013000', outcome: 'fail' }]);
      expect(await opened.results({ nights: ['20261123T013000'] })).toMatchObject([
        { name: NAME, outcome: 'pass' },
        { name: 'ops-time-default-centos-7', outcome: 'fail' },
      ]);
      expect((await opened.run(RUN))?.instances[1]?.checks[0]?.place).toBe('suites/ops-ssh.yml:12');
      expect((await opened.night('20261123T013000'))?.told).toHaveLength(1);
      expect(await opened.decisions()).toEqual([auditEntry()]);
      await opened.putRun(runStory({ runId: '20261124T020000-bbbb', startedAt: '2026-11-24T02:00:00.000Z' }));
      expect(await opened.runs()).toHaveLength(2);
    },
  );

  it('is left alone where a newer saltern made it', async () => {
    const newer = await ground.place();
    await using made = await openHistoryAt({ place: newer, project });
    await made.putRun(runStory());
    await load(newer, name === 'sqlite' ? 'PRAGMA user_version = 99' : 'UPDATE saltern_form SET form = 99');

    const opening = openHistoryAt({ place: newer, project });

    await expect(opening).rejects.toMatchObject({
      code: 'HISTORY_UNREACHABLE',
      message: expect.stringContaining('has form 99, which this saltern does not know'),
    });
  });
});
