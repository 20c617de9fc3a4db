import { describe, expect, it } from 'vitest';
import { NOTHING_TOLD, type Message, type Told } from '../../../../src/report/notify/news.ts';
import { enqueue, forgetReceivers, markFailed, markSent } from '../../../../src/report/notify/outbox.ts';
import { sampleMessage } from '../../../support/sample-message.ts';

function message(id: string, receiver = 'team'): Message {
  const { isLate: _, ...own } = sampleMessage({ id, receiver });
  return own;
}

function ids({ outbox }: Told): readonly string[] {
  return outbox.map((one) => one.message.id);
}

describe('what waits to be sent', () => {
  it('is in the order in which it came, and nothing twice', () => {
    const first = enqueue(NOTHING_TOLD, [message('1'), message('2')]);

    expect(ids(enqueue(first, [message('2'), message('3')]))).toEqual(['1', '2', '3']);
  });

  it('is twenty messages for a receiver at most: the oldest go, and are counted', () => {
    const many = Array.from({ length: 25 }, (_, at) => message(String(at)));

    const told = enqueue(NOTHING_TOLD, [...many, message('other', 'else')]);

    expect(told.outbox).toHaveLength(21);
    expect(ids(told)[0]).toBe('5');
    expect(told.dropped).toEqual({ team: 5 });
  });

  it('is gone once it has arrived, and so is the count of what was given up', () => {
    const told = { ...enqueue(NOTHING_TOLD, [message('1')]), dropped: { team: 3, else: 1 } };

    expect(markSent(told, message('1'))).toEqual({ ...NOTHING_TOLD, dropped: { else: 1 } });
  });

  it.each([
    [3, true],
    [14, false],
  ])('is given up after %i nights, if it was refused: %s', (nights, isRefused) => {
    let told = enqueue(NOTHING_TOLD, [message('1')]);
    for (let night = 1; night < nights; night++) told = markFailed(told, message('1'), isRefused);

    expect(ids(told)).toEqual(['1']);
    expect(markFailed(told, message('1'), isRefused)).toMatchObject({ outbox: [], dropped: { team: 1 } });
  });

  it('is nothing for a receiver that the project does not have any more', () => {
    const told = enqueue(NOTHING_TOLD, [message('1'), message('2', 'gone')]);

    expect(ids(forgetReceivers(told, ['team']))).toEqual(['1']);
  });
});
