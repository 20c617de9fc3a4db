import { randomUUID } from 'node:crypto';
import { suggestName } from '../base/text/suggest-name.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import { toSnapshotId } from '../contract/snapshot-id.ts';
import type { OutgoingMessage } from '../report/notify/news-parts.ts';
import type { Sending } from '../report/notify/send/sending.ts';
import { secretValues } from '../report/notify/send/secret-names.ts';
import { sendMessage } from '../report/notify/send/send-message.ts';
import type { Services } from './services.ts';

/** What came of a test message. */
export interface TestedReceiver {
  readonly receiver: string;
  readonly to: string;
  readonly sending: Sending;
}

/**
 * Sends a message that says that it is a test to one receiver, or to all, side by side; once, without another try, for
 * somebody waits. Throws `USAGE` for a name that the project does not have.
 */
export async function testReceivers(
  services: Services,
  { project, name }: { readonly project: Project; /** Default: all. */ readonly name?: string },
): Promise<readonly TestedReceiver[]> {
  const { signal, environment, now } = services;
  const secrets = secretValues(project.notify.receivers, environment);
  const sender = { signal, environment, now, directory: project.identity.directory, secrets };
  return await Promise.all(
    chooseReceivers(project, name).map(async (receiver) => {
      const message = testMessage(project, receiver.name, new Date(now()));
      const sending = await sendMessage(receiver, message, sender);
      return { receiver: receiver.name, to: receiver.way.to, sending };
    }),
  );
}

function chooseReceivers({ notify }: Project, name: string | undefined) {
  const chosen = notify.receivers.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  const names = notify.receivers.map((one) => one.name);
  if (name === undefined || names.length === 0) {
    const hint = 'Name some in the project file: notify: { receivers: … }.';
    throw new SalternError('USAGE', 'The project tells nobody', { hint });
  }
  const near = suggestName(name, names);
  const hint = near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean '${near}'?`;
  throw new SalternError('USAGE', `There is no receiver '${name}'`, { hint });
}

function testMessage({ identity, notify }: Project, receiver: string, at: Date): OutgoingMessage {
  return {
    id: randomUUID(),
    receiver,
    project: identity.name,
    projectId: identity.id,
    night: toSnapshotId(at),
    thread: '',
    top: [`${identity.name} · test of the receiver ${receiver} · ${formatLongTime(at.toISOString())}`],
    news: [],
    isLate: false,
    ...(notify.url === undefined ? {} : { url: notify.url }),
  };
}
