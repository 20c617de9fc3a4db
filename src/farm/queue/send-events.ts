import { EventBuffer, type EventBatch, type ToldEvent } from './event-buffer.ts';
import type { FarmConnection } from './farm-connection.ts';
import { makeBell } from './bell.ts';

/** Events on their way. */
export interface EventSender {
  add(event: ToldEvent): void;
  /** Waits until all are there. Throws `FARM_UNREACHABLE`. */
  drain(): Promise<void>;
}

export interface SendOptions {
  readonly connection: FarmConnection;
  readonly farm: string;
  /** Of the attempt. */
  readonly key: string;
}

/** Milliseconds for which events gather, so that a screen elsewhere is not much behind, and the database not asked for each. */
const GATHER_MS = 200;

/** Sends events in their order, once each, some at a time. */
export function sendEvents({ connection, farm, key }: SendOptions): EventSender {
  const buffer = new EventBuffer();
  const hurry = makeBell();
  // Is sent again as it is where it is not known whether it came through.
  let underWay: EventBatch | undefined;
  let isSending = false;
  let sending: Promise<void> = Promise.resolve();
  const send = async (): Promise<void> => {
    await hurry.wait(GATHER_MS);
    while (underWay !== undefined || !buffer.isEmpty) {
      underWay ??= buffer.take();
      const { first, events } = underWay;
      await connection.query(`SELECT ${farm}.tell($1, $2, $3)`, [key, first, events.map((one) => JSON.stringify(one))]);
      underWay = undefined;
    }
  };
  const start = (): void => {
    isSending = true;
    sending = send().finally(() => (isSending = false));
    // Whoever drains hears of it.
    sending.catch(() => undefined);
  };
  return {
    add(event) {
      buffer.add(event);
      if (!isSending) start();
    },
    async drain() {
      hurry.ring();
      if (!isSending && underWay !== undefined) start();
      await sending;
    },
  };
}
