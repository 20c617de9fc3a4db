import type { Project } from '../config/project.ts';
import type { ToldMessage } from '../contract/night.ts';
import type { Receiver } from '../contract/notify.ts';
import type { Message, Told } from '../report/notify/news.ts';
import { markFailed, markSent } from '../report/notify/outbox.ts';
import type { Sending } from '../report/notify/send/sending.ts';
import { secretValues } from '../report/notify/send/secret-names.ts';
import { sendMessage } from '../report/notify/send/send-message.ts';
import { PATIENCE, withRetries, type Patience } from '../report/notify/send/with-retries.ts';
import type { Services } from './services.ts';

export interface Delivery {
  readonly project: Project;
  /** Messages of another night are late. */
  readonly night: string;
  readonly told: Told;
  /** Keeps what was told so far; called one at a time, after each message. */
  save(told: Told): Promise<void>;
  readonly patience?: Patience;
}

/**
 * Sends all that waits, receivers side by side, each in the order of its messages: where one does not get through, those
 * behind it wait with it. Throws what `save` throws, and the signal's reason.
 */
export async function deliverWaiting(services: Services, delivery: Delivery): Promise<readonly ToldMessage[]> {
  const { project, night, save } = delivery;
  const state = { told: delivery.told, saved: Promise.resolve() };
  const change = async (next: (told: Told) => Told): Promise<void> => {
    state.told = next(state.told);
    state.saved = state.saved.then(() => save(state.told));
    await state.saved;
  };
  const lists = await Promise.all(
    project.notify.receivers.map((receiver) =>
      deliverTo(receiver, { services, delivery, change, waiting: waitingFor(state.told, receiver.name) }),
    ),
  );
  for (const [name, number] of Object.entries(state.told.dropped)) {
    services.tell(`'${name}': ${number} of its messages were given up, since they never got through`);
  }
  return lists.flat().flatMap(({ message, outcome, to }) => describe(message, { outcome, to, night }));
}

interface Delivered {
  readonly message: Message;
  readonly to: ToldMessage['to'];
  readonly outcome: ToldMessage['outcome'];
}

interface DeliverContext {
  readonly services: Services;
  readonly delivery: Delivery;
  readonly waiting: readonly Message[];
  change(next: (told: Told) => Told): Promise<void>;
}

async function deliverTo(receiver: Receiver, context: DeliverContext): Promise<readonly Delivered[]> {
  const { services, waiting, change } = context;
  const { name, way } = receiver;
  const delivered: Delivered[] = [];
  for (const [at, message] of waiting.entries()) {
    const sending = await trySending(receiver, message, context);
    if (sending.kind === 'sent') {
      if (sending.note !== undefined) services.tell(`'${name}': ${sending.note}`);
      await change((told) => markSent(told, message));
      delivered.push({ message, to: way.to, outcome: 'sent' });
      continue;
    }
    await change((told) => markFailed(told, message, sending.kind === 'refused'));
    services.tell(`'${name}' was not told: ${sending.why}; it is tried again next time`);
    // Who did not hear this one does not hear the next either, a minute later; who refused it may take another.
    const lost = sending.kind === 'later' ? waiting.slice(at) : [message];
    delivered.push(...lost.map((one) => ({ message: one, to: way.to, outcome: 'failed' as const })));
    if (sending.kind === 'later') break;
  }
  return delivered;
}

async function trySending(
  receiver: Receiver,
  message: Message,
  { services, delivery }: DeliverContext,
): Promise<Sending> {
  const { signal, environment, now } = services;
  const { project, night, patience = PATIENCE } = delivery;
  const secrets = secretValues(project.notify.receivers, environment);
  const { directory } = project.identity;
  const sender = { signal, environment, now, directory, secrets, tryMs: patience.tryMs };
  const outgoing = { ...message, isLate: message.night !== night };
  return await withRetries(() => sendMessage(receiver, outgoing, sender), patience, signal);
}

function waitingFor({ outbox }: Told, receiver: string): readonly Message[] {
  return outbox.filter(({ message }) => message.receiver === receiver).map(({ message }) => message);
}

function describe(
  message: Message,
  { outcome, to, night }: { readonly night: string } & Pick<ToldMessage, 'outcome' | 'to'>,
): readonly ToldMessage[] {
  const late = message.night === night ? '' : ` of the night ${message.night}`;
  return message.news.map(({ kind, of }) => ({
    receiver: message.receiver,
    to,
    about: `${kind} ${of}${late}`,
    outcome,
  }));
}
