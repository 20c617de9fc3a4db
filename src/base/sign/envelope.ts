import { sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { Ed25519Key } from './keys.ts';

/**
 * A signed text, in the form of DSSE v1 (https://github.com/secure-systems-lab/dsse), which cosign and in-toto read too.
 * `@sigstore/core` knows it as well, but brings ASN.1, X.509 and time stamps for the three lines that are needed of it.
 */
export interface Envelope {
  /** What the text is: it is signed with it, so that a text of one kind is never taken for one of another. */
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  /** `keyid` is only a hint, and signed by nobody; `sig` is base64. */
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** More signatures than this are not looked at: each costs time, and nobody needs them. */
const MOST_SIGNATURES = 16;

/** Its form. */
export const envelopeSchema = z.object({
  payloadType: z.string(),
  payload: z.string(),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })).max(MOST_SIGNATURES),
}) satisfies z.ZodType<Envelope>;

/** A text with what it is. */
export interface Payload {
  readonly type: string;
  readonly text: string;
}

/** The text with its signature. The same key and text give the same envelope. */
export function signEnvelope(payload: Payload, { id, key }: Ed25519Key): Envelope {
  const sig = sign(null, preAuthEncoding(payload), key).toString('base64');
  return {
    payloadType: payload.type,
    payload: Buffer.from(payload.text).toString('base64'),
    signatures: [{ keyid: id, sig }],
  };
}

/**
 * The first of these keys that has signed this very text; undefined: none has. What else is in the envelope does no harm:
 * other signatures prove nothing, and take nothing away.
 */
export function findSigner<Key extends Ed25519Key>(
  envelope: Envelope,
  payload: Payload,
  keys: readonly Key[],
): Key | undefined {
  if (envelope.payloadType !== payload.type) return undefined;
  if (!Buffer.from(envelope.payload, 'base64').equals(Buffer.from(payload.text))) return undefined;
  const bytes = preAuthEncoding(payload);
  const signatures = envelope.signatures.slice(0, MOST_SIGNATURES).map(({ sig }) => Buffer.from(sig, 'base64'));
  return keys.find(({ key }) => signatures.some((signature) => verify(null, bytes, key, signature)));
}

/** PAE of the DSSE protocol, section "Signature definition": what is signed, type and lengths included. */
export function preAuthEncoding({ type, text }: Payload): Buffer {
  return Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${Buffer.byteLength(text)} ${text}`);
}
