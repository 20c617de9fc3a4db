import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { printableJson } from '../../src/base/json/printable-json.ts';
import type { Evidence } from '../../src/contract/evidence.ts';
import { signEvidence } from '../../src/signing/sign-evidence.ts';
import { keyPair } from '../support/key-pair.ts';
import { SWITCHED, switchedScene, type SwitchedScene } from '../support/switched-scene.ts';

/** The policy trusts one key. It failed, and then it passed; both were signed with it. */
const [laptop, stranger] = [keyPair(), keyPair()];
const POLICY =
  "keys: { laptop: keys/laptop.pub }\nchannels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";
const SIGNED = { environment: { SALTERN_SIGNING_KEY: laptop.privateKey } };

type Kept = Evidence & { readonly number: number };

let scene: SwitchedScene;
let evidence: string;
let saved: string;
let folder: string;
beforeAll(async () => {
  scene = await switchedScene({ policy: POLICY, files: { 'keys/laptop.pub': laptop.publicKey } });
  const id = await scene.create();
  await scene.test('fail', SIGNED);
  await scene.test('pass', SIGNED);
  evidence = join(scene.directory, '.saltern/evidence');
  saved = join(scene.directory, 'saved');
  folder = join(evidence, id, SWITCHED);
  cpSync(evidence, saved, { recursive: true });
});
beforeEach(() => {
  rmSync(evidence, { recursive: true, force: true });
  cpSync(saved, evidence, { recursive: true });
  scene.write('gate.yml', POLICY);
  scene.write('keys/laptop.pub', laptop.publicKey);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** Records of the failure and of the pass. */
function read(): { readonly fail: Kept; readonly pass: Kept } {
  const [fail, pass] = readdirSync(folder)
    .toSorted()
    .map((name): Kept => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  if (fail === undefined || pass === undefined) throw new Error('two results are kept');
  return { fail, pass };
}

/** Keeps a record as the store does; its digests and its place are right. */
function keep(record: Kept): void {
  const name = `${String(record.number).padStart(6, '0')}-${record.runId}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${printableJson(record, 2)}\n`);
}

const bare = ({ signature: _signature, ...record }: Kept): Kept => record;

it('what is signed with a key that the policy trusts is counted', async () => {
  const { code, stdout } = await scene.saltern(['gate', 'check']);

  expect(stdout).toContain('PROMOTE');
  expect(code).toBe(0);
});

describe('a snapshot is not promoted by a result', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'whose signature was taken away',
      () => keep(bare(read().pass)),
      /INVALID .*nobody has signed it; the policy trusts 'laptop'/u,
    ],
    [
      'that a stranger signed',
      () => keep({ ...signEvidence(bare(read().pass), stranger.signer), number: 2 }),
      /INVALID .*signed with a key that the policy does not know/u,
    ],
    [
      'that was edited after it was signed',
      () => keep({ ...read().pass, packages: ['other-1-1.x86_64'] }),
      /INVALID .*the signature of 'laptop' is not of this/u,
    ],
    [
      'that failed, edited so that it passed',
      () => keep({ ...read().fail, number: 3, runId: read().fail.runId, outcome: 'pass', reasons: [] }),
      /INVALID .*the signature of 'laptop' is not of this/u,
    ],
    [
      'with the signature of another',
      () => keep({ ...read().pass, signature: read().fail.signature! }),
      /INVALID .*the signature of 'laptop' is not of this/u,
    ],
    [
      'with a payload of another type',
      () => keep({ ...read().pass, signature: { ...read().pass.signature!, payloadType: 'application/json' } }),
      /INVALID .*the signature of 'laptop' is not of this/u,
    ],
    [
      'that passed, was signed, and is put after a failure once more',
      () => {
        const { fail, pass } = read();
        keep({ ...fail, number: 3, runId: `${fail.runId}x` });
        keep({ ...pass, number: 4 });
      },
      /INVALID .*it is the result of the run \S+ once more/u,
    ],
    [
      'that passed before the failure, and changed places with it',
      () => {
        const { fail, pass } = read();
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        const later = new Date(Date.parse(pass.finishedAt) + 60_000).toISOString();
        keep({ ...signEvidence({ ...bare(fail), finishedAt: later }, laptop.signer), number: 1 });
        keep({ ...pass, number: 2 });
      },
      /INVALID .*it ended before the failure that is kept before it/u,
    ],
    [
      'that nobody signed, beside an older one that is signed',
      () => keep({ ...bare(read().pass), number: 3, runId: `${read().pass.runId}x` }),
      /INVALID .*nobody has signed it/u,
    ],
  ])('%s', async (_what, attack, told) => {
    attack();

    const checked = await scene.saltern(['gate', 'check']);
    const promoted = await scene.saltern(['promote']);

    expect(checked.stdout).toMatch(told);
    expect([checked.code, promoted.code]).toEqual([1, 1]);
    expect(await scene.stable()).toBeUndefined();
  });

  it('whose key the policy does not trust any more', async () => {
    scene.write('keys/laptop.pub', stranger.publicKey);

    const { code, stdout } = await scene.saltern(['gate', 'check']);

    expect(stdout).toMatch(/INVALID .*signed with a key that the policy does not know/u);
    expect(code).toBe(1);
  });

  it('that is unsigned though the policy asks, which is said before hours are spent on it', async () => {
    const { stderr } = await scene.test('pass');
    const { code } = await scene.saltern(['gate', 'check']);

    expect(stderr).toContain(
      "results are not signed, for 'SALTERN_SIGNING_KEY' is not set: 'gate.yml' will not count them",
    );
    expect(code).toBe(1);
  });
});

it('a failure stays known when its signature is taken away: the pass after it is a flaky one', async () => {
  keep(bare(read().fail));

  const { code, stdout } = await scene.saltern(['gate', 'check', '--json']);

  expect(JSON.parse(stdout)).toMatchObject({ decision: 'promote', requirements: [{ kind: 'flaky' }] });
  expect(code).toBe(0);
});

describe('a policy is refused whose key', () => {
  it.each<[string, string, RegExp]>([
    ['is rubbish', 'rubbish', /gate\.yml:1:9 {2}'keys\/laptop\.pub' is no key .*it is no public key in PEM/u],
    ['is empty', '', /it is no public key in PEM/u],
    ['is a private one', laptop.privateKey, /it is a private key, which only its owner may have/u],
  ])('%s', async (_what, text, told) => {
    scene.write('keys/laptop.pub', text);

    const { code, stderr } = await scene.saltern(['promote']);

    expect(stderr).toMatch(told);
    expect(code).toBe(2);
  });

  it.each<[string, string, RegExp]>([
    ['is not there', 'keys: { laptop: keys/gone.pub }', /'keys\/gone\.pub' is no key .*it cannot be read/u],
    [
      'is there under two names',
      'keys: { a: keys/laptop.pub, b: keys/laptop.pub }',
      /'keys\/laptop\.pub' is the key of 'a' too/u,
    ],
    ['list is empty', 'keys: {}', /'keys' is empty/u],
  ])('%s', async (_what, keys, told) => {
    scene.write('gate.yml', `${keys}\n${POLICY.split('\n')[1]}\n`);

    const { code, stderr } = await scene.saltern(['promote']);

    expect(stderr).toMatch(told);
    expect(code).toBe(2);
  });
});

it.each<[string, string, RegExp]>([
  ['rubbish', 'rubbish.pem', /The file 'rubbish\.pem' holds no key to sign with: it cannot be read/u],
  [
    'a public key',
    laptop.publicKey,
    /The variable 'SALTERN_SIGNING_KEY' holds no key to sign with: it is no private key/u,
  ],
])('nothing is run with %s in place of the key to sign with', async (_what, SALTERN_SIGNING_KEY, told) => {
  const { code, stderr } = await scene.test('pass', { environment: { SALTERN_SIGNING_KEY } });

  expect(stderr).toMatch(told);
  expect(code).toBe(2);
});
