import { describe, expect, it } from 'vitest';
import { findSigner, signEnvelope, type Envelope } from '../../src/base/sign/envelope.ts';
import { makeKeyPair, readPrivateKey, readPublicKey, type Ed25519Key, type ReadKey } from '../../src/base/sign/keys.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import type { GateInput } from '../../src/gate/gate-input.ts';
import { time } from '../../src/gate/records/record-schemas.ts';
import { evidenceSchema } from '../../src/store/record-schemas.ts';
import { failed, input, now, policyWith, result, ssh9, time9, waiver } from '../unit/gate/fixtures.ts';

/* The last moment at which something holds, and the first at which it does not; and forms that others might read otherwise. */

const HOUR = 3_600_000;
const at = (ms: number): string => new Date(now.getTime() + ms).toISOString();
const passed = [result(ssh9)];
const hold = { name: 'h', file: 'h.yml', digest: 'd', package: 'alpha', most: undefined, reason: 'r', author: 'jane' };
const optOut = { suites: ['ops-ssh'], platforms: ['*'], reason: 'r', place: { file: 'gate.yml', line: 1, column: 1 } };

describe('to the millisecond', () => {
  it.each<[string, (ms: number) => Partial<GateInput>, string, string, string]>([
    [
      'a result is as old as the policy allows',
      (ms) => ({
        policy: policyWith({ maxAgeMs: HOUR }),
        evidence: [result(ssh9, { finishedAt: at(-HOUR + 1 - ms) })],
      }),
      'promote',
      'promote',
      'reject',
    ],
    [
      'a content has soaked',
      (ms) => ({ policy: policyWith({ soakMs: HOUR }), evidence: passed, seenAt: at(-HOUR + 1 - ms) }),
      'wait',
      'promote',
      'promote',
    ],
    [
      'what is lacking may come',
      (ms) => ({ policy: policyWith({ deadlineMs: HOUR }), seenAt: at(-HOUR + 1 - ms) }),
      'wait',
      'reject',
      'reject',
    ],
    [
      'a waiver ends',
      (ms) => ({ evidence: [failed], waivers: [waiver({ expires: at(1 - ms) })] }),
      'promote',
      'reject',
      'reject',
    ],
    [
      'a waiver had ended by the log',
      (ms) => ({ evidence: [failed], waivers: [waiver({ expires: at(HOUR) })], loggedAt: at(HOUR + ms - 1) }),
      'promote',
      'reject',
      'reject',
    ],
    [
      'a freeze ends',
      (ms) => ({
        evidence: passed,
        freezes: [{ channel: 'stable', by: 'j', at: at(0), reason: 'r', until: at(1 - ms) }],
      }),
      'wait',
      'promote',
      'promote',
    ],
    [
      'a hold ends',
      (ms) => ({
        evidence: passed,
        holds: [{ ...hold, created: at(-HOUR), expires: at(1 - ms) }],
        held: [{ hold: 'h', member: 'base9', package: 'alpha-1-1.x86_64' }],
      }),
      'reject',
      'promote',
      'promote',
    ],
    [
      'an opt-out ends',
      (ms) => ({
        policy: policyWith({ optOuts: [{ ...optOut, expires: at(1 - ms) }] }),
        declared: [ssh9, time9],
        evidence: [failed, result(time9)],
      }),
      'promote',
      'reject',
      'reject',
    ],
  ])('%s', (_, changes, before, then, after) => {
    const decisions = [0, 1, 2].map((ms) => decideGate(input(changes(ms))).decision);

    expect(decisions).toEqual([before, then, after]);
  });
});

describe('a time that is written in a record', () => {
  it.each([
    ['2026-12-01T10:00', 'without a zone, which is another time on each machine'],
    ['2026-12-01T23:59:60Z', 'in a leap second'],
    ['2026-12-01T10:00+25:00', 'of no zone'],
    ['2026-02-29T00:00Z', 'on a day that the year has not'],
    ['2026-12-01t10:00z', 'in small letters'],
    ['２０２６-12-01', 'in other digits'],
    ['+012026-12-01T00:00Z', 'ten thousand years ahead'],
    ['1e15', 'as a number'],
  ])('%s, %s, is none', (text) => {
    expect(time.safeParse(text).success).toBe(false);
  });

  it('with an offset is the moment that it means', () => {
    expect(time.parse('2026-12-01T01:00+14:00')).toBe('2026-12-01T01:00+14:00');
    expect(
      decideGate(input({ evidence: [failed], waivers: [waiver({ expires: '2026-11-23T19:59+14:00' })] })).decision,
    ).toBe('reject');
  });
});

it.each(['2026-11-23T05:00:00+02:00', '2026-11-23T05:00:00', '2026-11-23T23:59:60Z', '2026-11-31T05:00:00Z', '0', ''])(
  'a result that ended at %j is none',
  (finishedAt) => {
    const { digest: _, ...whole } = result(ssh9);

    expect(evidenceSchema.safeParse(whole).success).toBe(true);
    expect(evidenceSchema.safeParse({ ...whole, finishedAt }).success).toBe(false);
  },
);

function expectKey(read: ReadKey): Ed25519Key {
  if ('trouble' in read) throw new Error(read.trouble);
  return read;
}

/** The order of the group: a scalar and the same with this added would be two signatures of one text. */
const ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** The same signature with a scalar that a careless reader takes for the same. */
function addOrder(sig: Buffer): Buffer {
  const scalar = [...sig.subarray(32)].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + ORDER;
  return Buffer.from([
    ...sig.subarray(0, 32),
    ...Array.from({ length: 32 }, (_, index) => Number((scalar >> BigInt(8 * index)) & 255n)),
  ]);
}

describe('a signature', () => {
  const pair = makeKeyPair();
  const [key, open] = [expectKey(readPrivateKey(pair.privateKey)), expectKey(readPublicKey(pair.publicKey))];
  const stranger = expectKey(readPrivateKey(makeKeyPair().privateKey));
  const payload = { type: 'application/vnd.in-toto+json', text: '{"a":1}' };
  const own = signEnvelope(payload, key);
  const [{ sig } = { sig: '' }] = own.signatures;
  const bytes = Buffer.from(sig, 'base64');
  const withSig = (one: Buffer): Envelope => ({ ...own, signatures: [{ keyid: key.id, sig: one.toString('base64') }] });

  it.each<[string, Envelope]>([
    ['whose scalar is out of its range', withSig(addOrder(bytes))],
    ['with a byte more', withSig(Buffer.concat([bytes, Buffer.of(0)]))],
    ['with a byte less', withSig(bytes.subarray(0, 63))],
    ['of nothing but zeros', withSig(Buffer.alloc(64))],
    ['that is empty', withSig(Buffer.alloc(0))],
    [
      'of a stranger with the id of a key that is known',
      {
        ...own,
        signatures: [{ keyid: key.id, sig: signEnvelope(payload, stranger).signatures[0]?.sig ?? '' }],
      },
    ],
    ['of the same text as another type', signEnvelope({ ...payload, type: 'text/plain' }, key)],
    ['of a type in other letters', { ...own, payloadType: own.payloadType.toUpperCase() }],
    ['of another text', signEnvelope({ ...payload, text: '{"a":2}' }, key)],
    ['of the text with a blank', signEnvelope({ ...payload, text: '{"a": 1}' }, key)],
    [
      'of its payload alone',
      withSig(Buffer.from(signEnvelope({ type: '', text: payload.text }, key).signatures[0]?.sig ?? '', 'base64')),
    ],
  ])('%s is none', (_, envelope) => {
    expect(findSigner(own, payload, [open])).toBe(open);
    expect(findSigner(envelope, payload, [open])).toBeUndefined();
  });

  it('counts whatever other signatures stand beside it, under whatever id', () => {
    const others = signEnvelope(payload, stranger).signatures;
    const both = { ...own, signatures: [...others, { keyid: 'somebody else', sig }] };

    expect(findSigner(both, payload, [open])).toBe(open);
  });
});
