import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** An ed25519 key that signs or verifies; made from PEM, so nothing else gets in. */
export interface Ed25519Key {
  /** `sha256:…` over the public key's DER form: what both halves of a pair have in common. */
  readonly id: string;
  readonly key: KeyObject;
}

/** A key, or why a text holds none, as the end of a sentence: `it is of the kind 'rsa', and not ed25519`. */
export type ReadKey = Ed25519Key | { readonly trouble: string };

/** The public key in a text: PEM as `openssl pkey -pubout` writes it. A private key is refused: it must not lie about. */
export function readPublicKey(text: string): ReadKey {
  if (text.includes('PRIVATE KEY')) return { trouble: 'it is a private key, which only its owner may have' };
  // Node would take a certificate too, whose names and dates nobody looks at.
  if (!hasLabel(text, 'PUBLIC KEY')) return { trouble: 'it is no public key in PEM' };
  return readKey('public', () => createPublicKey(text));
}

/** The private key in a text: PEM without a passphrase. */
export function readPrivateKey(text: string): ReadKey {
  if (text.includes('ENCRYPTED')) return { trouble: 'it has a passphrase, and nobody is there to type it' };
  if (!hasLabel(text, 'PRIVATE KEY')) return { trouble: 'it is no private key in PEM' };
  return readKey('private', () => createPrivateKey(text));
}

/** A new pair, as PEM. */
export function makeKeyPair(): { readonly privateKey: string; readonly publicKey: string } {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

function hasLabel(text: string, label: string): boolean {
  return new RegExp(`^\\s*-----BEGIN (?:[A-Z]+ )?${label}-----`, 'u').test(text);
}

function readKey(kind: string, make: () => KeyObject): ReadKey {
  try {
    const key = make();
    const { asymmetricKeyType: type } = key;
    if (type !== 'ed25519') return { trouble: `it is of the kind '${type ?? key.type}', and not ed25519` };
    return { id: idOf(key), key };
  } catch {
    return { trouble: `it is no ${kind} key in PEM` };
  }
}

function idOf(key: KeyObject): string {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return `sha256:${createHash('sha256')
    .update(open.export({ type: 'spki', format: 'der' }))
    .digest('hex')}`;
}
