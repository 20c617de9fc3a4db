import { describe, expect, it } from 'vitest';
import { limitSlots } from '../../../../src/base/wait/limit-slots.ts';

describe('limitSlots', () => {
  it('gives back a slot once, to whoever came first', async () => {
    const slots = limitSlots(1);
    const order: string[] = [];
    const first = await slots.take(undefined);
    const second = slots.take(undefined).then((slot) => (order.push('second'), slot));
    const third = slots.take(undefined).then((slot) => (order.push('third'), slot));

    first[Symbol.dispose]();
    first[Symbol.dispose]();
    const slot = await second;

    expect(order).toEqual(['second']);
    slot[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    expect(order).toEqual(['second', 'third']);
  });

  it('forgets a caller that gave up', async () => {
    const slots = limitSlots(1);
    const abort = new AbortController();
    const reason = new Error('enough');
    const first = await slots.take(undefined);
    const waiting = slots.take(abort.signal);

    abort.abort(reason);
    first[Symbol.dispose]();

    await expect(waiting).rejects.toBe(reason);
    (await slots.take(undefined))[Symbol.dispose]();
  });
});
