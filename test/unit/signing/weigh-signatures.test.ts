import { describe, expect, it } from 'vitest';
import { digestContent } from '../../../src/contract/digest-content.ts';
import type { Evidence, KeptEvidence } from '../../../src/contract/evidence.ts';
import { signEvidence } from '../../../src/signing/sign-evidence.ts';
import { weighSignatures } from '../../../src/signing/weigh-signatures.ts';
import { keyPair, type KeyPair } from '../../support/key-pair.ts';
import { result, ssh9, time9 } from '../gate/fixtures.ts';

const [laptop, stranger] = [keyPair(), keyPair()];
const keys = [{ ...laptop.trusted, name: 'laptop' }];

/** As the store gives it back. */
function kept(change: Partial<KeptEvidence> = {}, by: KeyPair = laptop): Evidence & KeptEvidence {
  const { number = 1, digest = `sha256:${number}`, ...said } = change;
  const { number: _number, digest: _digest, ...plain } = result(ssh9, said);
  const signed = signEvidence(plain, by.signer);
  return { ...signed, number, digest, content: digestContent(signed) };
}

/** What became of it afterwards. */
function changed(change: Partial<Evidence>, signed = kept()): KeptEvidence {
  const now = { ...signed, ...change };
  const { digest: _digest, content: _content, ...said } = now;
  return { ...now, content: digestContent(said) };
}

const why = (...evidence: readonly KeptEvidence[]) => weighSignatures(evidence, keys);

it('knows who signed, wherever the result is kept', () => {
  expect(why(kept({ number: 1 }))).toEqual({ 'sha256:1': { signedBy: 'laptop' } });
  expect(why(kept({ number: 7 }))).toEqual({ 'sha256:7': { signedBy: 'laptop' } });
});

describe('nobody has signed', () => {
  const { signature: _none, ...bare } = kept();
  const other = kept({ instance: time9.name, formula: 'ops-time' });
  const notThis = /^the signature of 'laptop' is not of this: it was changed since, or is of something else$/u;
  const empty = kept();

  it.each<[string, KeptEvidence, RegExp]>([
    ['what has no signature', bare, /^nobody has signed it; the policy trusts 'laptop'$/u],
    [
      'what has an empty list',
      { ...empty, signature: { ...empty.signature!, signatures: [] } },
      /^nobody has signed it/u,
    ],
    [
      'what a stranger signed',
      kept({}, stranger),
      /^it is signed with a key that the policy does not know \(sha256:[0-9a-f]{12}\)$/u,
    ],
    ['another outcome', changed({ outcome: 'pass' }, kept({ outcome: 'fail' })), notThis],
    ['other reasons, as a waiver would have them', changed({ reasons: ['x'] }), notThis],
    ['other packages', changed({ packages: ['evil-1-1.x86_64'] }), notThis],
    ['another recipe', changed({ recipe: 'sha256:other' }), notThis],
    ['another snapshot', changed({ snapshot: { id: '20261124T013000', digest: 'sha256:other' } }), notThis],
    ['a later time', changed({ finishedAt: '2026-11-23T05:59:00.000Z' }), notThis],
    ['a key more than there was', changed({ more: true } as object), notThis],
    ['what has the signature of another result', { ...kept(), signature: other.signature! }, notThis],
    [
      'a payload of another type',
      { ...kept(), signature: { ...kept().signature!, payloadType: 'text/plain' } },
      notThis,
    ],
    ['what nobody has read the content of', { ...kept(), content: undefined } as object as KeptEvidence, notThis],
  ])('%s', (_what, evidence, unsigned) => {
    expect(why(evidence)).toEqual({ 'sha256:1': { signedBy: null, unsigned: expect.stringMatching(unsigned) } });
  });

  it('what is there once more, under a number of its own', () => {
    expect(why(kept({ number: 3 }), kept({ number: 1 }))).toEqual({
      'sha256:1': { signedBy: 'laptop' },
      'sha256:3': { signedBy: null, unsigned: 'it is the result of the run 01RUN once more' },
    });
  });

  it('a pass that is older, by what was signed, than the failure which is kept before it', () => {
    const fail = kept({ number: 2, runId: '02RUN', outcome: 'fail', finishedAt: '2026-11-23T05:10:00.000Z' });

    expect(why(fail, kept({ number: 3 }))['sha256:3']).toEqual({
      signedBy: null,
      unsigned: expect.stringContaining('it ended before the failure that is kept before it'),
    });
    expect(why(kept({ number: 1 }), fail)['sha256:1']).toEqual({ signedBy: 'laptop' });
  });

  it('what says the id of a known key in letters that a terminal obeys, and shows none of them', () => {
    const evidence = kept({}, stranger);
    const [own] = evidence.signature?.signatures ?? [];
    const signatures = [{ keyid: '\u001B[2J', sig: own?.sig ?? '' }];

    const told = why({ ...evidence, signature: { ...evidence.signature!, signatures } });

    expect(JSON.stringify(told)).not.toContain(String.raw`\u001b`);
  });
});

it('one good signature is enough, whatever else is beside it', () => {
  const evidence = kept();
  const signatures = [{ keyid: laptop.trusted.id, sig: 'AAAA' }, ...(evidence.signature?.signatures ?? [])];

  expect(why({ ...evidence, signature: { ...evidence.signature!, signatures } })).toEqual({
    'sha256:1': { signedBy: 'laptop' },
  });
});
