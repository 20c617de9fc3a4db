import { describe, expect, it } from 'vitest';
import type { InstanceResult } from '../../../src/contract/result.ts';
import { isSignedJob, signJob } from '../../../src/signing/sign-job.ts';
import { signEvidence } from '../../../src/signing/sign-evidence.ts';
import { farmResult } from '../../support/farm-job.ts';
import { keyPair } from '../../support/key-pair.ts';
import { result as evidenceOf, ssh9 } from '../gate/fixtures.ts';

const [mine, others] = [keyPair(), keyPair()];
const signed = { job: 'run/demo-one-here', result: farmResult() };

describe('the signature of a result', () => {
  const signature = signJob(signed, mine.signer);

  it('holds for one of the keys, whatever way the result has gone', () => {
    const result: InstanceResult = JSON.parse(JSON.stringify(signed.result));
    const turned = Object.fromEntries(Object.entries(result).toReversed());

    expect(isSignedJob({ ...signed, signature }, [others.trusted, mine.trusted])).toBe(true);
    expect(isSignedJob({ ...signed, result, signature }, [mine.trusted])).toBe(true);
    expect(isSignedJob({ ...signed, result: { ...result, ...turned }, signature }, [mine.trusted])).toBe(true);
  });

  it.each([
    ['another result', { result: farmResult({ outcome: 'fail' }) }, [mine.trusted]],
    ['another job', { job: 'run/other' }, [mine.trusted]],
    ['other keys', {}, [others.trusted]],
    ['no keys', {}, []],
    ['a signature that is none', { signature: 'no!' }, [mine.trusted]],
    ['an empty one', { signature: '' }, [mine.trusted]],
    ['JSON that is no envelope', { signature: '{"signatures":[]}' }, [mine.trusted]],
    [
      'the signature of the evidence in it',
      { signature: JSON.stringify(signEvidence(evidenceOf(ssh9), mine.signer).signature) },
      [mine.trusted],
    ],
  ])('does not hold for %s', (_what, change, keys) => {
    expect(isSignedJob({ ...signed, signature, ...change }, keys)).toBe(false);
  });
});
