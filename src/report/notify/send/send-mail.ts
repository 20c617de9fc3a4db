import type { ReceiverWay } from '../../../contract/notify.ts';
import { formatDuration } from '../../../base/time/format-duration.ts';
import type { Mail } from '../render-mail.ts';
import { shorten } from '../shorten.ts';
import { explainNetwork } from './explain-network.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { SendContext, Sending } from './sending.ts';

/** Longest time of one try, and of any step of it; milliseconds. */
const TRY_MS = 20_000;
const STEP_MS = 10_000;

type SmtpSettings = Extract<ReceiverWay, { readonly to: 'mail' }>['smtp'];

export interface MailRequest {
  readonly mail: Mail;
  readonly smtp: SmtpSettings;
  readonly password?: string;
  /** What must not be quoted. */
  readonly secrets: readonly string[];
}

/** One try to hand a mail to its server. */
export async function sendMail(
  { mail, smtp, password = '', secrets }: MailRequest,
  { signal, tryMs = TRY_MS }: SendContext,
): Promise<Sending> {
  // Only who sends mail loads it.
  const { createTransport } = await import('nodemailer');
  const { host, port, user } = smtp;
  const place = `${host}:${port}`;
  const limit = AbortSignal.timeout(tryMs);
  const transport = createTransport({
    host,
    port,
    ...tlsOptions(smtp),
    ...(user === undefined ? {} : { auth: { user, pass: password } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    maxResponseSize: 64 * 1024,
    // Texts are data: nothing in them may make a file or an address be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { rejected } = await transport.sendMail({ ...mail, signal: AbortSignal.any([signal, limit]) });
    if (rejected.length === 0) return { kind: 'sent' };
    return { kind: 'sent', note: `'${place}' did not take it for ${rejected.map(String).join(', ')}` };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return { kind: 'later', why: `'${place}' did not take it within ${formatDuration(tryMs)}` };
    return explain(error, place, secrets);
  } finally {
    transport.close();
  }
}

/** A password never goes without TLS unless the settings say `none`. */
function tlsOptions({ port, tls, user }: SmtpSettings) {
  switch (tls) {
    case 'implicit':
      return { secure: true };
    case 'starttls':
      return { secure: false, requireTLS: true };
    case 'none':
      return { secure: false, ignoreTLS: true };
    case 'auto':
      return port === 465 ? { secure: true } : { secure: false, requireTLS: user !== undefined };
    default:
      return tls satisfies never;
  }
}

/** A reply of the server decides: 5xx is for good, 4xx for now. Without one it is the network, or the settings. */
function explain(error: unknown, place: string, secrets: readonly string[]): Sending {
  const { response, responseCode, code } = readError(error);
  if (code === 'ETLS' && responseCode !== undefined) {
    return { kind: 'refused', why: `'${place}' takes no STARTTLS, which the settings ask for` };
  }
  if (responseCode !== undefined) {
    const why = `'${place}' answered ${hideSecrets(shorten(response ?? String(responseCode), 200), secrets)}`;
    return { kind: responseCode >= 500 ? 'refused' : 'later', why };
  }
  const trouble = explainNetwork(error);
  const isFinal = trouble.isFinal || code === 'EAUTH' || code === 'ENOAUTH' || code === 'EENVELOPE';
  return { kind: isFinal ? 'refused' : 'later', why: `'${place}': ${hideSecrets(trouble.why, secrets)}` };
}

function readError(error: unknown): { response?: string; responseCode?: number; code?: string } {
  if (!(error instanceof Error)) return {};
  return {
    ...('response' in error && typeof error.response === 'string' ? { response: error.response } : {}),
    ...('responseCode' in error && typeof error.responseCode === 'number' ? { responseCode: error.responseCode } : {}),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  };
}
