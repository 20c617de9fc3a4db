import { shorten } from '../shorten.ts';

/** What kept two machines from talking. */
export interface NetworkTrouble {
  readonly why: string;
  /** Whether another try cannot help: the other side is not who it should be. */
  readonly isFinal: boolean;
}

/** Node's codes of what is wrong with the other side's certificate. */
const CERTIFICATE = /CERT|SIGNATURE|ALTNAME|SELF_SIGNED/;

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up now',
  EDNS: 'its name cannot be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  UND_ERR_HEADERS_OVERFLOW: 'its answer has headers without end',
  UND_ERR_SOCKET: 'it broke the connection off',
};

/** An error of `fetch` or nodemailer in few words; the reason is often in a cause. Pure. */
export function explainNetwork(error: unknown): NetworkTrouble {
  const chain = listCauses(error);
  // nodemailer has a code of its own, and Node's in the message.
  const codes = chain.flatMap((one) => [
    ...('code' in one && typeof one.code === 'string' ? [one.code] : []),
    ...(/\bE[A-Z]{4,}\b/.exec(one.message) ?? []),
  ]);
  const words = codes.map((code) => WORDS[code]).find((word) => word !== undefined);
  const last = chain.at(-1);
  const text = shorten(last === undefined ? String(error) : last.message || (codes.at(-1) ?? last.name), 200);
  const isCertificate = codes.some((code) => CERTIFICATE.test(code)) || /certificate/i.test(text);
  if (isCertificate) {
    const [what] = text.split('; ');
    return {
      why: `its certificate is not trusted: ${what} (NODE_EXTRA_CA_CERTS names another authority)`,
      isFinal: true,
    };
  }
  // `fetch` keeps away from ports of other services.
  if (text === 'bad port') return { why: 'nothing is ever sent to that port', isFinal: true };
  return { why: words ?? text, isFinal: false };
}

function listCauses(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...listCauses(inner)];
}
