import { describe, expect, it } from 'vitest';
import { measure, summarize } from '../../bench/measure.ts';

const calm = async () => ({ load: 0.01, isBusy: false });

describe('a pair', () => {
  it('is warmed up once, then measured in turn, now the one first, now the other', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => {
      order.push(name);
      return 1;
    };

    await measure(
      { name: 'x', runs: 2, floor: side('floor'), saltern: side('saltern') },
      { onRun: () => undefined, idle: calm },
    );

    expect(order).toEqual(['floor', 'saltern', 'floor', 'saltern', 'saltern', 'floor']);
  });

  it('has the ratio of each round, so that a machine that got slower between two rounds does no harm', () => {
    const rounds = [
      { floor: 1, saltern: 1.1, isBusy: false },
      { floor: 1, saltern: 1.2, isBusy: false },
      { floor: 4, saltern: 4.4, isBusy: false },
    ];

    expect(summarize(rounds)).toEqual({
      floor_s: 1,
      saltern_s: 1.2,
      ratio: 1.1,
      ratio_low: 1.1,
      ratio_high: 1.2,
      runs: 3,
      busy_runs: 0,
    });
  });

  it('counts the rounds before or after which the machine was busy', async () => {
    const looks = [0.1, 0.1, 0.9, 0.1, 0.1];
    const idle = async () => {
      const load = looks.shift() ?? 0;
      return { load, isBusy: load > 0.5 };
    };
    const one = async () => 1;

    const row = await measure({ name: 'x', runs: 4, floor: one, saltern: one }, { onRun: () => undefined, idle });

    expect(row).toMatchObject({ runs: 4, busy_runs: 2, load: 0.9 });
  });
});
