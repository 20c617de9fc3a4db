import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { envelopeSchema, findSigner, preAuthEncoding, signEnvelope } from '../../../../src/base/sign/envelope.ts';
import { keyPair } from '../../../support/key-pair.ts';

const [mine, others] = [keyPair(), keyPair()];
const payload = { type: 'application/x-note', text: '{"who":"jané"}' };
const envelope = signEnvelope(payload, mine.signer);
const [own] = envelope.signatures;
const foreign = signEnvelope(payload, others.signer).signatures;

it("encodes what is signed as the protocol's own example does", () => {
  const encoded = preAuthEncoding({ type: 'http://example.com/HelloWorld', text: 'hello world' });

  expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

it('counts bytes, not letters', () => {
  expect(preAuthEncoding({ type: 'é', text: '☃' }).toString()).toBe('DSSEv1 2 é 3 ☃');
});

it('gives the same envelope each time, of the form that others read', () => {
  expect(signEnvelope(payload, mine.signer)).toEqual(envelope);
  expect(envelopeSchema.parse(JSON.parse(JSON.stringify(envelope)))).toEqual(envelope);
  expect(Buffer.from(envelope.payload, 'base64').toString()).toBe(payload.text);
});

describe('a signature', () => {
  it.each([
    ['it is alone', envelope],
    ['another is before it', { ...envelope, signatures: [...foreign, ...envelope.signatures] }],
    [
      'a bad one is before it',
      { ...envelope, signatures: [{ keyid: own?.keyid ?? '', sig: 'AAAA' }, ...envelope.signatures] },
    ],
    [
      'it says that it is of another key',
      { ...envelope, signatures: [{ keyid: others.trusted.id, sig: own?.sig ?? '' }] },
    ],
  ])('holds where %s', (_when, given) => {
    expect(findSigner(given, payload, [others.trusted, mine.trusted].slice(given === envelope ? 0 : 1))).toBe(
      mine.trusted,
    );
  });

  it.each([
    ['the text is another', envelope, { ...payload, text: '{"who":"joe"}' }],
    ['the text is of another type', envelope, { ...payload, type: 'application/json' }],
    ['the envelope says another type', { ...envelope, payloadType: 'application/json' }, payload],
    ['the envelope has another text', { ...envelope, payload: Buffer.from('{}').toString('base64') }, payload],
    ['there is none', { ...envelope, signatures: [] }, payload],
    ['it is empty', { ...envelope, signatures: [{ keyid: own?.keyid ?? '', sig: '' }] }, payload],
    [
      'another has signed under this id',
      { ...envelope, signatures: [{ keyid: own?.keyid ?? '', sig: foreign[0]?.sig ?? '' }] },
      payload,
    ],
    [
      'it is over the text alone, without its type',
      {
        ...envelope,
        signatures: [{ keyid: '', sig: sign(null, Buffer.from(payload.text), mine.signer.key).toString('base64') }],
      },
      payload,
    ],
  ])('does not hold where %s', (_when, given, expected) => {
    expect(findSigner(given, expected, [mine.trusted])).toBeUndefined();
  });

  it('holds for nobody where nobody is trusted', () => {
    expect(findSigner(envelope, payload, [])).toBeUndefined();
    expect(findSigner(envelope, payload, [others.trusted])).toBeUndefined();
  });
});
