import { describe, expect, it } from 'vitest';
import { EventBuffer, type ToldEvent } from '../../../../src/farm/queue/event-buffer.ts';

const started = (at: number): ToldEvent => ({ type: 'phase-started', instance: 'demo', phase: 'converge', at });
const output = (at: number, text = `line ${at}\n`): ToldEvent => ({
  type: 'output',
  instance: 'demo',
  phase: 'converge',
  stream: 'stdout',
  text,
  at,
});

describe('events that wait to be sent', () => {
  it('come out in their order, numbered from 1 without holes', () => {
    const buffer = new EventBuffer();
    for (let at = 1; at <= 5; at++) buffer.add(started(at));

    const batches = [buffer.take(2), buffer.take(2), buffer.take(2)];

    expect(batches.map(({ first, events }) => [first, events.map(({ at }) => at)])).toEqual([
      [1, [1, 2]],
      [3, [3, 4]],
      [5, [5]],
    ]);
    expect(buffer.isEmpty).toBe(true);
  });

  it('lose the oldest output where there are too many, and a line says how much', () => {
    const buffer = new EventBuffer(8);
    buffer.add(output(1, 'a\nb\n'));
    for (let at = 2; at <= 9; at++) buffer.add(at % 2 === 0 ? output(at) : started(at));

    const { first, events } = buffer.take();

    expect(first).toBe(1);
    expect(events[0]).toMatchObject({
      type: 'output',
      text: 'saltern left out 3 lines of output here: the database was away for too long\n',
    });
    expect(events.slice(1).map(({ at }) => at)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(buffer.take()).toEqual({ first: 9, events: [] });
  });

  it('lose nothing but output, however many there are', () => {
    const buffer = new EventBuffer(4);
    for (let at = 1; at <= 20; at++) buffer.add(started(at));

    expect(buffer.take().events).toHaveLength(20);
  });

  it('are told of in one line, however often there were too many', () => {
    const buffer = new EventBuffer(4);
    for (let at = 1; at <= 100; at++) buffer.add(output(at));

    const { events } = buffer.take();
    const told = events.filter((event) => event.type === 'output' && event.text.startsWith('saltern left out'));

    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ text: expect.stringContaining(` ${100 - (events.length - 1)} lines `) });
  });
});
