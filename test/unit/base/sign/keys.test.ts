import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeKeyPair, readPrivateKey, readPublicKey } from '../../../../src/base/sign/keys.ts';

const own = makeKeyPair();
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const ec = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const x25519 = generateKeyPairSync('x25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const locked = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

it('both halves of a pair have one id', () => {
  const [mine, open] = [readPrivateKey(own.privateKey), readPublicKey(own.publicKey)];

  expect(open).toMatchObject({ id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u) });
  expect(mine).toMatchObject({ id: 'id' in open ? open.id : '' });
});

describe('a text is no key of ours', () => {
  it.each([
    ['RSA', rsa.publicKey, "it is of the kind 'rsa', and not ed25519"],
    ['P-256', ec.publicKey, "it is of the kind 'ec', and not ed25519"],
    ['a key to agree with, on the same curve', x25519.publicKey, "it is of the kind 'x25519', and not ed25519"],
    ['a private key', own.privateKey, 'it is a private key, which only its owner may have'],
    [
      'a private key under a public one',
      `${own.publicKey}${own.privateKey}`,
      'it is a private key, which only its owner may have',
    ],
    ['nothing', '', 'it is no public key in PEM'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', 'it is no public key in PEM'],
    [
      'rubbish between the right lines',
      '-----BEGIN PUBLIC KEY-----\nrubbish\n-----END PUBLIC KEY-----\n',
      'it is no public key in PEM',
    ],
    ['half of it', own.publicKey.slice(0, 60), 'it is no public key in PEM'],
    ["a line of ssh's", 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI laptop', 'it is no public key in PEM'],
  ])('that others may see: %s', (_what, text, trouble) => {
    expect(readPublicKey(text)).toEqual({ trouble });
  });

  it.each([
    ['RSA', rsa.privateKey, "it is of the kind 'rsa', and not ed25519"],
    ['a public key', own.publicKey, 'it is no private key in PEM'],
    ['one with a passphrase', locked.privateKey, 'it has a passphrase, and nobody is there to type it'],
    ['nothing', '', 'it is no private key in PEM'],
  ])('to sign with: %s', (_what, text, trouble) => {
    expect(readPrivateKey(text)).toEqual({ trouble });
  });
});
