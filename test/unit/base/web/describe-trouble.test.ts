import { expect, it } from 'vitest';
import { describeTrouble } from '../../../../src/base/web/describe-trouble.ts';

const url = new URL('https://alert.example/9/');

it.each<[string, string, string, boolean, RegExp]>([
  [
    'a name that nobody knows',
    'ENOTFOUND',
    'getaddrinfo ENOTFOUND alert.example',
    true,
    /^Check the address, the network/,
  ],
  [
    'a name server that does not answer',
    'EAI_AGAIN',
    'getaddrinfo EAI_AGAIN alert.example',
    true,
    /^Check the address/,
  ],
  ['a line that was cut', 'ECONNRESET', 'socket hang up', true, /^Check the address/],
  [
    'a certificate out of date',
    'CERT_HAS_EXPIRED',
    'certificate has expired',
    true,
    /^See to the certificate of the server/,
  ],
  ['an authority unknown here', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate', false, /'ca'/],
  ['a certificate of another', 'ERR_TLS_CERT_ALTNAME_INVALID', 'Host: alert.example.', false, /^Check the address: /],
  [
    'a server that wants a certificate',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    '0:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:rec_layer_s3.c:1605:SSL alert number 116',
    false,
    /'client-cert'/,
  ],
  [
    'a server with trouble of its own',
    'EPROTO',
    'write EPROTO 0:error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:rec_layer_s3.c:1605:SSL alert number 80',
    true,
    /^Check the address, the network/,
  ],
])('tells %s from what is configured wrongly', (_, code, message, isTransient, hint) => {
  const trouble = describeTrouble(url, Object.assign(new Error(message), { code }));

  expect(trouble).toMatchObject({ isTransient, hint: expect.stringMatching(hint) });
});
