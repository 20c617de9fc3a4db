import { describe, expect, it } from 'vitest';
import { limitPlaces } from '../../../../src/base/wait/limit-places.ts';

describe('limitPlaces', () => {
  it('gives back a place once, to who came first', async () => {
    const places = limitPlaces(1);
    const order: string[] = [];
    const first = await places.take(undefined);
    const second = places.take(undefined).then((place) => (order.push('second'), place));
    const third = places.take(undefined).then((place) => (order.push('third'), place));

    first[Symbol.dispose]();
    first[Symbol.dispose]();
    const place = await second;

    expect(order).toEqual(['second']);
    place[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    expect(order).toEqual(['second', 'third']);
  });

  it('forgets who gave up', async () => {
    const places = limitPlaces(1);
    const abort = new AbortController();
    const reason = new Error('enough');
    const first = await places.take(undefined);
    const waiting = places.take(abort.signal);

    abort.abort(reason);
    first[Symbol.dispose]();

    await expect(waiting).rejects.toBe(reason);
    (await places.take(undefined))[Symbol.dispose]();
  });
});
