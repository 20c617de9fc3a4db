import { describe, expect, it } from 'vitest';
import { awaitIdle, parseTimes, type ProcessorTimes } from '../../bench/await-idle.ts';

/** A machine that is in use by these shares, one look after the other; the last lasts. */
function machine(...shares: readonly number[]): () => Promise<ProcessorTimes> {
  let [used, all, looks] = [0, 0, 0];
  return async () => {
    const share = shares[Math.min(Math.floor(looks / 2), shares.length - 1)] ?? 0;
    if (looks % 2 === 1) {
      used += share * 100;
      all += 100;
    }
    looks += 1;
    return { used, all };
  };
}

describe('waiting for an idle machine', () => {
  it('ends at once, without a word, where it is idle', async () => {
    const told: string[] = [];

    const idleness = await awaitIdle((text) => told.push(text), { lookMs: 1, times: machine(0.05) });

    expect(idleness).toEqual({ load: 0.05, isBusy: false });
    expect(told).toEqual([]);
  });

  it('says that it waits, and goes on when the others are gone', async () => {
    const told: string[] = [];
    const times = machine(0.9, 0.9, 0.9, 0.9, 0.9, 0.1);

    const idleness = await awaitIdle((text) => told.push(text), { lookMs: 1, times });

    expect(idleness).toEqual({ load: 0.1, isBusy: false });
    expect(told).toEqual(['waiting for an idle machine (90 % in use)']);
  });

  it('says so when it gives up', async () => {
    const told: string[] = [];

    const idleness = await awaitIdle((text) => told.push(text), { lookMs: 1, limitMs: 0, times: machine(0.8) });

    expect(idleness).toEqual({ load: 0.8, isBusy: true });
    expect(told).toEqual([expect.stringMatching(/still busy \(80 %\).*not to be trusted/)]);
  });

  it('reads the times of all processors, waiting for a disk as idle and stolen time as used', () => {
    expect(parseTimes('cpu  10 1 5 70 10 0 1 3 99 99\ncpu0 1 1 1 1\n')).toEqual({ used: 20, all: 100 });
  });
});
