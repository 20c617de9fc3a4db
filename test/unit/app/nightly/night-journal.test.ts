import { describe, expect, it } from 'vitest';
import { NOT_FINISHED, openJournal } from '../../../../src/app/nightly/night-journal.ts';
import type { NightRecord } from '../../../../src/contract/night.ts';
import { stoppedNight } from '../../../support/example-night.ts';

/** A journal with what its file had, one after the other, and a clock that is set by hand. */
function journalOf(start = stoppedNight()) {
  const written: NightRecord[] = [];
  const clock = { now: 0 };
  const files = { put: async (record: NightRecord) => void written.push(record) };
  return { journal: openJournal(start, files, () => clock.now), written, clock };
}

describe('the journal of a night', () => {
  it('has what was kept on disk before anything else happens', async () => {
    const { journal, written } = journalOf();

    await journal.keep({ runs: ['r1'] });

    expect(written.at(-1)?.runs).toEqual(['r1']);
  });

  it('writes what changed meanwhile once, and the newest last', async () => {
    const { journal, written } = journalOf();

    for (let run = 1; run <= 100; run += 1) journal.note({ reason: `reason ${run}` });
    await journal.keep({ runs: ['r1'] });

    expect(written.length).toBeLessThan(4);
    expect(written.at(-1)).toMatchObject({ reason: 'reason 100', runs: ['r1'] });
  });

  it('shows a step under way as one that did not end, for whoever reads it after a kill', async () => {
    const { journal, written, clock } = journalOf();

    journal.begin('run');
    clock.now = 2000;
    await journal.keep({ runs: ['r1'] });

    expect(written.at(-1)?.steps).toMatchObject([
      { name: 'run', outcome: 'error', text: NOT_FINISHED, durationMs: 2000 },
    ]);
  });

  it('adds up the time of a step that was stopped', async () => {
    const startedAt = '2026-11-26T01:31:00.000Z';
    const part = { name: 'run', outcome: 'error', startedAt, durationMs: 5000, text: NOT_FINISHED } as const;
    const { journal, clock } = journalOf(stoppedNight({ steps: [part] }));

    journal.begin('run');
    clock.now = 3000;
    const step = await journal.end({ outcome: 'done', text: 'all passed' });

    expect(step).toEqual({ name: 'run', outcome: 'done', startedAt, durationMs: 8000, text: 'all passed' });
    expect(journal.record.steps).toEqual([step]);
  });

  it('tells whoever keeps something that it could not be written, and goes on with the next', async () => {
    let isFull = true;
    const written: NightRecord[] = [];
    const put = async (record: NightRecord) => {
      if (isFull) throw new Error('no space');
      written.push(record);
    };
    const journal = openJournal(stoppedNight(), { put }, () => 0);

    journal.note({ reason: 'unseen' });
    await expect(journal.keep({ runs: ['r1'] })).rejects.toThrow('no space');
    isFull = false;
    await journal.keep({ runs: ['r2'] });

    expect(written).toMatchObject([{ reason: 'unseen', runs: ['r2'] }]);
  });
});
