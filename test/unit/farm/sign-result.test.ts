import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InstanceResult } from '../../../src/contract/result.ts';
import { signResult, verifyResult } from '../../../src/farm/sign-result.ts';
import { farmResult } from '../../support/farm-job.ts';

const [mine, others] = [makeKeys(), makeKeys()];
const signed = { job: 'run/demo-one-here', result: farmResult() };

function makeKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey };
}

describe('the signature of a result', () => {
  const signature = signResult(signed, mine.privateKey);

  it('holds for one of the keys, whatever way the result has gone', () => {
    const result: InstanceResult = JSON.parse(JSON.stringify(signed.result));
    const turned = Object.fromEntries(Object.entries(result).toReversed());

    expect(verifyResult({ ...signed, signature }, [others.publicKey, mine.publicKey])).toBe(true);
    expect(verifyResult({ ...signed, result, signature }, [mine.publicKey])).toBe(true);
    expect(verifyResult({ ...signed, result: { ...result, ...turned }, signature }, [mine.publicKey])).toBe(true);
  });

  it.each([
    ['another result', { result: farmResult({ outcome: 'fail' }) }, [mine.publicKey]],
    ['another job', { job: 'run/other' }, [mine.publicKey]],
    ['other keys', {}, [others.publicKey]],
    ['no keys', {}, []],
    ['a signature that is none', { signature: 'no!' }, [mine.publicKey]],
    ['an empty one', { signature: '' }, [mine.publicKey]],
  ])('does not hold for %s', (_what, change, keys) => {
    expect(verifyResult({ ...signed, signature, ...change }, keys)).toBe(false);
  });

  it('is not made with a key of another kind', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });

    expect(() => signResult(signed, privateKey)).toThrow("a key is of the kind 'ec', and not ed25519");
  });
});
