import type { MessageUrl, Receiver } from '../../../contract/notify.ts';
import type { OutgoingMessage } from '../news-parts.ts';
import { renderCard } from '../render-card.ts';
import { renderMail } from '../render-mail.ts';
import { renderPayload, signPayload } from '../render-payload.ts';
import { postJson } from './post-json.ts';
import { runCommand } from './run-command.ts';
import { secretNames } from './secret-names.ts';
import { sendMail } from './send-mail.ts';
import type { SendContext, Sending } from './sending.ts';

/** Where a message is sent from. */
export interface Sender extends SendContext {
  /** Folder of the project. */
  readonly directory: string;
  /** Holds the secrets that the settings name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What must not be quoted, whoever says it: the secrets of all receivers. */
  readonly secrets: readonly string[];
}

/** One try to bring a message to a receiver, in whatever way it wants it. Throws the signal's reason. */
export async function sendMessage(receiver: Receiver, message: OutgoingMessage, sender: Sender): Promise<Sending> {
  const { way } = receiver;
  const { secrets } = sender;
  const missing = secretNames(receiver).find((name) => !sender.environment[name]);
  if (missing !== undefined) return { kind: 'refused', why: `the variable '${missing}' is not set` };
  const valueOf = (name: string): string => sender.environment[name] ?? '';
  const urlOf = (url: MessageUrl): string => ('url' in url ? url.url : valueOf(url.urlEnv));
  switch (way.to) {
    case 'mail': {
      const { from, recipients, smtp } = way;
      const mail = renderMail(message, { from, recipients, at: new Date(sender.now()) });
      const login = smtp.passwordEnv === undefined ? {} : { password: valueOf(smtp.passwordEnv) };
      return await sendMail({ mail, smtp, ...login, secrets }, sender);
    }
    case 'teams':
      return await postJson({ url: valueOf(way.urlEnv), body: renderCard(message), headers: {}, secrets }, sender);
    case 'webhook': {
      const body = renderPayload(message);
      const signed = way.secretEnv === undefined ? {} : signPayload(body, valueOf(way.secretEnv), sender.now());
      const headers = { 'x-saltern-id': message.id, ...signed };
      return await postJson({ url: urlOf(way.url), body, headers, secrets }, sender);
    }
    case 'command': {
      const { directory, environment } = sender;
      const input = renderPayload(message);
      return await runCommand({ argv: way.argv, input, directory, environment, secrets }, sender);
    }
    default:
      return way satisfies never;
  }
}
