import { makeKeyPair, readPrivateKey, readPublicKey, type Ed25519Key } from '../../src/base/sign/keys.ts';

/** A new pair of keys, as PEM and ready to use. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly signer: Ed25519Key;
  readonly trusted: Ed25519Key;
}

export function keyPair(): KeyPair {
  const pem = makeKeyPair();
  const [signer, trusted] = [readPrivateKey(pem.privateKey), readPublicKey(pem.publicKey)];
  if ('trouble' in signer || 'trouble' in trusted) throw new Error('a new key is one');
  return { ...pem, signer, trusted };
}
