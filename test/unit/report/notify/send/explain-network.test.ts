import { describe, expect, it } from 'vitest';
import { explainNetwork } from '../../../../../src/report/notify/send/explain-network.ts';

function failed(code: string, message = 'fetch failed'): Error {
  const cause = Object.assign(new Error(message), { code });
  return new TypeError('fetch failed', { cause });
}

describe('why a receiver cannot be reached', () => {
  it.each([
    ['ECONNREFUSED', 'nobody listens there', false],
    ['ENOTFOUND', 'there is no such host', false],
    ['ECONNRESET', 'it broke the connection off', false],
  ])('%s is: %s', (code, why, isFinal) => {
    expect(explainNetwork(failed(code))).toEqual({ why, isFinal });
  });

  it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    '%s is for good: another try would meet the same certificate',
    (code) => {
      expect(explainNetwork(failed(code, 'self-signed certificate'))).toEqual({
        why: 'its certificate is not trusted: self-signed certificate (NODE_EXTRA_CA_CERTS names another authority)',
        isFinal: true,
      });
    },
  );

  it('is found in the words of nodemailer, which has a code of its own', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:2'), { code: 'ESOCKET' });

    expect(explainNetwork(error)).toEqual({ why: 'nobody listens there', isFinal: false });
  });

  it('is the innermost reason where nothing better is known, on one clean line', () => {
    expect(explainNetwork(failed('EODD', 'odd\r\n\u001b[31mthing')).why).toBe('odd thing');
  });

  it('is found in what was tried for several addresses of a host', () => {
    const one = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

    expect(explainNetwork(new TypeError('fetch failed', { cause: new AggregateError([one]) })).why).toBe(
      'nobody listens there',
    );
  });
});
