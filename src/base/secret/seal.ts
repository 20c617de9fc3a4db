import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Says what this is, and by which rules it was made. */
const MAGIC = Buffer.from('SLT1');

/** Bytes of a key. */
export const KEY_BYTES = 32;

/**
 * The bytes so that only who has the key can read them, or make such: AES-256-GCM. `about` says what they are for; sealed
 * as one thing they open as no other. The nonce is made from what is sealed: the same bytes give the same result, so that
 * what is there already is found by its digest, and one nonce never seals two things.
 */
export function seal(bytes: Uint8Array, { key, about }: Sealing): Buffer {
  const { cipher: own, nonce: noncing } = keysOf(key);
  const nonce = createHmac('sha256', noncing).update(`${about}\0`).update(bytes).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, own, nonce).setAAD(Buffer.from(about));
  const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), text]);
}

/** What was sealed; undefined when it was sealed by another key, as something else, or changed since. */
export function unseal(sealed: Uint8Array, { key, about }: Sealing): Buffer | undefined {
  if (!isSealed(sealed) || sealed.length < MAGIC.length + NONCE_BYTES + TAG_BYTES) return undefined;
  const bytes = Buffer.from(sealed).subarray(MAGIC.length);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, keysOf(key).cipher, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(about))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

export interface Sealing {
  /** `KEY_BYTES` of chance. */
  readonly key: Uint8Array;
  readonly about: string;
}

/** Whether the bytes say that they are sealed. */
export function isSealed(bytes: Uint8Array): boolean {
  return MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/** A key each for what is sealed and for its nonce. */
function keysOf(key: Uint8Array): { readonly cipher: Uint8Array; readonly nonce: Uint8Array } {
  const derive = (info: string): Uint8Array => Buffer.from(hkdfSync('sha256', key, '', `saltern ${info}`, KEY_BYTES));
  return { cipher: derive('cipher'), nonce: derive('nonce') };
}
