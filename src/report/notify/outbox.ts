import type { Message, Told, WaitingMessage } from './news.ts';

/** So many messages wait for one receiver at most. */
const MOST_WAITING = 20;
/** In so many nights a message that was not heard is tried. */
const MOST_NIGHTS = 14;
/** In so many nights one that was refused is: perhaps somebody has mended the settings meanwhile. */
const MOST_REFUSALS = 3;

/** Puts messages behind those that wait already; of too many the oldest go, and are counted. Pure. */
export function enqueue(told: Told, messages: readonly Message[]): Told {
  const known = new Set(told.outbox.map(({ message }) => message.id));
  const fresh = messages
    .filter(({ id }) => !known.has(id))
    .map((message) => ({ message, nights: 0, refusals: 0 }) satisfies WaitingMessage);
  const all = [...told.outbox, ...fresh];
  const gone = [...Map.groupBy(all, ({ message }) => message.receiver).values()].flatMap((own) =>
    own.slice(0, Math.max(0, own.length - MOST_WAITING)),
  );
  return drop({ ...told, outbox: all }, gone);
}

/** Of receivers that the project does not name any more, nothing waits. Pure. */
export function forgetReceivers(told: Told, names: readonly string[]): Told {
  return {
    ...told,
    outbox: told.outbox.filter(({ message }) => names.includes(message.receiver)),
    dropped: Object.fromEntries(Object.entries(told.dropped).filter(([name]) => names.includes(name))),
  };
}

/** It has arrived. Pure. */
export function markSent(told: Told, { id, receiver }: Message): Told {
  const { [receiver]: _, ...dropped } = told.dropped;
  return { ...told, outbox: told.outbox.filter(({ message }) => message.id !== id), dropped };
}

/** It did not arrive tonight; after enough nights it is given up, and counted. Pure. */
export function markFailed(told: Told, { id }: Message, isRefused: boolean): Told {
  const outbox = told.outbox.map((one) =>
    one.message.id === id ? { ...one, nights: one.nights + 1, refusals: one.refusals + (isRefused ? 1 : 0) } : one,
  );
  const gone = outbox.filter(({ nights, refusals }) => nights >= MOST_NIGHTS || refusals >= MOST_REFUSALS);
  return drop({ ...told, outbox }, gone);
}

function drop(told: Told, gone: readonly WaitingMessage[]): Told {
  if (gone.length === 0) return told;
  const dropped: Record<string, number> = { ...told.dropped };
  for (const { message } of gone) dropped[message.receiver] = (dropped[message.receiver] ?? 0) + 1;
  return { ...told, outbox: told.outbox.filter((one) => !gone.includes(one)), dropped };
}
