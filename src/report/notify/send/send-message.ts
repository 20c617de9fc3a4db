import type { MessageUrl, Receiver } from '../../../contract/notify.ts';
import type { OutgoingMessage } from '../news-parts.ts';
import { renderCard } from '../render-card.ts';
import { renderMail } from '../render-mail.ts';
import { renderPayload, signPayload } from '../render-payload.ts';
import { postJson } from './post-json.ts';
import { runCommand } from './run-command.ts';
import { sendMail } from './send-mail.ts';
import type { SendContext, Sending } from './sending.ts';

/** Where a message is sent from. */
export interface Sender extends SendContext {
  /** Folder of the project. */
  readonly directory: string;
  /** Holds the secrets that the settings name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One try to bring a message to a receiver, in whatever way it wants it. Throws the signal's reason. */
export async function sendMessage(receiver: Receiver, message: OutgoingMessage, sender: Sender): Promise<Sending> {
  const { way } = receiver;
  const secrets = listSecrets(receiver, sender.environment);
  const missing = secrets.find(({ value }) => value === undefined || value === '');
  if (missing !== undefined) return { kind: 'refused', why: `the variable '${missing.name}' is not set` };
  const values = secrets.map(({ value }) => value ?? '');
  const valueOf = (name: string): string => sender.environment[name] ?? '';
  const urlOf = (url: MessageUrl): string => ('url' in url ? url.url : valueOf(url.urlEnv));
  switch (way.to) {
    case 'mail': {
      const { from, recipients, smtp } = way;
      const mail = renderMail(message, { from, recipients, at: new Date(sender.now()) });
      return await sendMail(mail, smtp, smtp.passwordEnv && valueOf(smtp.passwordEnv), sender);
    }
    case 'teams':
      return await postJson(
        { url: valueOf(way.urlEnv), body: renderCard(message), headers: {}, secrets: values },
        sender,
      );
    case 'webhook': {
      const body = renderPayload(message);
      const signed = way.secretEnv === undefined ? {} : signPayload(body, valueOf(way.secretEnv), sender.now());
      const headers = { 'x-saltern-id': message.id, ...signed };
      return await postJson({ url: urlOf(way.url), body, headers, secrets: values }, sender);
    }
    case 'command': {
      const { directory, environment } = sender;
      const input = renderPayload(message);
      return await runCommand({ argv: way.argv, input, directory, environment, secrets: values }, sender);
    }
    default:
      return way satisfies never;
  }
}

/** The variables that a receiver cannot do without, by name and value. */
function listSecrets(
  { way }: Receiver,
  environment: Sender['environment'],
): readonly { readonly name: string; readonly value: string | undefined }[] {
  const names: readonly (string | undefined)[] =
    way.to === 'mail'
      ? [way.smtp.passwordEnv]
      : way.to === 'teams'
        ? [way.urlEnv]
        : way.to === 'webhook'
          ? ['urlEnv' in way.url ? way.url.urlEnv : undefined, way.secretEnv]
          : [];
  return names.filter((name) => name !== undefined).map((name) => ({ name, value: environment[name] }));
}
