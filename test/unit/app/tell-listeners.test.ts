import { describe, expect, it } from 'vitest';
import { tellListeners } from '../../../src/app/tell-listeners.ts';
import type { FleetEvent, Reporter, RunEvent } from '../../../src/contract/events.ts';

const EVENT: RunEvent = { at: 1, type: 'instance-started', instance: 'web' };

/** Notes what it hears, and whether it was closed. */
function listener(trouble: { readonly on?: Error; readonly close?: Error } = {}) {
  const heard: string[] = [];
  const reporter: Reporter = {
    on(event) {
      heard.push(event.type);
      if (trouble.on) throw trouble.on;
    },
    async close() {
      heard.push('closed');
      if (trouble.close) throw trouble.close;
    },
  };
  return { reporter, heard };
}

describe('listeners', () => {
  it('all hear every event, and are closed in their order', async () => {
    const order: string[] = [];
    const noting = (name: string): Reporter => ({
      on: () => void order.push(name),
      close: async () => void order.push(`${name} closed`),
    });
    const { emit, close } = tellListeners([noting('one'), noting('two'), { on: () => void order.push('three') }]);

    emit(EVENT);
    const troubles = await close();

    expect(order).toEqual(['one', 'two', 'three', 'one closed', 'two closed']);
    expect(troubles).toEqual([]);
  });

  it('hear of snapshots and channels where they want to', async () => {
    const moved: FleetEvent = {
      at: 1,
      type: 'channel-moved',
      channel: 'stable',
      from: undefined,
      to: { id: '20261122T013000', digest: 'sha256:d' },
      by: 'ci',
    };
    const heard: string[] = [];
    const trouble = new Error('no room');
    const listening = (onFleet: Reporter['onFleet']): Reporter => ({
      on: () => undefined,
      ...(onFleet && { onFleet }),
    });
    const { emitFleet, close } = tellListeners([
      listening(undefined),
      listening(() => {
        throw trouble;
      }),
      listening((event) => void heard.push(event.type)),
    ]);

    emitFleet(moved);
    const troubles = await close();

    expect(heard).toEqual(['channel-moved']);
    expect(troubles).toEqual([trouble]);
  });

  it('are not disturbed by one that throws: it hears no more, is closed all the same, and its trouble is told', async () => {
    const trouble = new Error('no room');
    const [good, bad, other] = [listener(), listener({ on: trouble }), listener()];
    const { emit, close } = tellListeners([good.reporter, bad.reporter, other.reporter]);

    emit(EVENT);
    emit(EVENT);
    const troubles = await close();

    expect([good.heard, bad.heard, other.heard]).toEqual([
      ['instance-started', 'instance-started', 'closed'],
      ['instance-started', 'closed'],
      ['instance-started', 'instance-started', 'closed'],
    ]);
    expect(troubles).toEqual([trouble]);
  });

  it('are all closed, and all that stood in the way is told, in their order', async () => {
    const [one, two, three] = [new Error('one'), new Error('two'), new Error('three')];
    const listeners = [listener({ close: one }), listener(), listener({ on: two, close: three })];
    const { emit, close } = tellListeners(listeners.map(({ reporter }) => reporter));

    emit(EVENT);
    const troubles = await close();

    expect(listeners.map(({ heard }) => heard.at(-1))).toEqual(['closed', 'closed', 'closed']);
    expect(troubles).toEqual([one, two, three]);
  });
});
