import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';
import { readRecords } from '../../src/gate/records/read-records.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saltern-records-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const GOOD = `requirement: ops-*
scope: { channel: stable }
failure: sha256:${'0'.repeat(64)}
reason: mended upstream
author: jane
created: 2026-11-24
expires: 2026-12-01T10:00:00+02:00
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function problems(): Promise<string> {
  return await readRecords(folder, folder).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
}

it('a folder without records has none', async () => {
  expect(await readRecords(join(folder, 'gone'), folder)).toEqual({ waivers: [], holds: [], approvals: [] });
});

it('a record is what its file says, with times in UTC and the digest of its bytes', async () => {
  write('waivers/known.yml', GOOD);
  write('waivers/README.md', 'What lies here.\n');
  write('waivers/.gitkeep', '');
  write(
    'holds/chrony.yml',
    'package: chrony\nmost: 4.5\nreason: x\nauthor: jane\ncreated: 2026-11-24\nexpires: 2026-12-01\n',
  );

  const { waivers, holds } = await readRecords(folder, folder);

  expect(waivers).toMatchObject([
    {
      name: 'known',
      file: 'waivers/known.yml',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      scope: { kind: 'channel', channel: 'stable' },
      created: '2026-11-24T00:00:00.000Z',
      expires: '2026-12-01T08:00:00.000Z',
      ticket: '',
      approver: undefined,
    },
  ]);
  expect(holds).toMatchObject([{ name: 'chrony', package: 'chrony', most: '4.5' }]);
});

describe('a record that is not what it should be stops every decision', () => {
  it.each<[string, string, string, RegExp]>([
    ['without an end', 'waivers/a.yml', GOOD.replace(/expires.*\n/, ''), /a\.yml:1:1 {2}'expires' is missing/],
    ['without a reason', 'waivers/a.yml', GOOD.replace('mended upstream', "'  '"), /a\.yml:4:9 {2}'reason'/],
    [
      'with a key that nobody knows',
      'waivers/a.yml',
      `${GOOD}expire: 2099-01-01\n`,
      /a\.yml:8:1 {2}unknown key 'expire'/,
    ],
    ['with a key twice', 'waivers/a.yml', `${GOOD}expires: 2099-01-01\n`, /a\.yml:8:1/],
    [
      'that ends before it begins',
      'waivers/a.yml',
      GOOD.replace('2026-12-01', '2026-11-01'),
      /a\.yml:7:10 {2}'expires' is not after 'created'/,
    ],
    ['with a day that is none', 'waivers/a.yml', GOOD.replace('2026-11-24', '2026-02-30'), /a\.yml:6:10/],
    ['of no scope', 'waivers/a.yml', GOOD.replace('{ channel: stable }', '{}'), /a\.yml:2:1/],
    [
      'of two scopes',
      'waivers/a.yml',
      GOOD.replace('{ channel', `{ snapshot: 'sha256:${'0'.repeat(64)}', channel`),
      /a\.yml:2/,
    ],
    ['with another digest than there are', 'waivers/a.yml', GOOD.replace(/sha256:0+/, 'md5:0'), /a\.yml:3:10/],
    ['with a name that hides lines', 'waivers/a.yml', GOOD.replace('jane', '"jane\\u001b[2J"'), /a\.yml:5:9/],
    ['that is empty', 'waivers/a.yml', '', /a\.yml:1:1/],
    ['that is no YAML', 'waivers/a.yml', 'a: [', /a\.yml:1/],
    ['under another ending', 'waivers/a.yaml', GOOD, /a\.yaml:1:1 {2}a waiver is a file NAME\.yml/],
    ['of another kind under another ending', 'approvals/a.txt', '', /a\.txt:1:1 {2}an approval is a file NAME\.yml/],
    ['in a folder below', 'waivers/b/a.yml', GOOD, /waivers\/b:1:1 {2}a waiver is a file NAME\.yml/],
    ['in a file instead of the folder', 'waivers', GOOD, /waivers:1:1 {2}it cannot be read: it is no folder/],
    [
      'of a hold of no version',
      'holds/a.yml',
      'package: a\nmost: a b\nreason: x\nauthor: j\ncreated: 2026-11-24\nexpires: 2026-12-01\n',
      /a\.yml:2:7/,
    ],
    [
      'of an approval without a lane',
      'approvals/a.yml',
      `snapshot: sha256:${'0'.repeat(64)}\nchannel: stable\napprover: j\nreason: x\ncreated: 2026-11-24\n`,
      /'lane' is missing/,
    ],
  ])('%s', async (_, path, text, message) => {
    write(path, text);

    expect(await problems()).toMatch(message);
  });

  it('and all of them are told at once', async () => {
    write('waivers/a.yml', '');
    write('holds/b.yml', '');

    expect((await problems()).split('\n').map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['waivers/a.yml', 'holds/b.yml']),
    );
  });

  it.each([
    ['a link that leads nowhere', 'waivers/a.yml', /waivers\/a\.yml:1:1 {2}it is not there/],
    ['a link that leads nowhere, in place of the folder', 'holds', /holds:1:1 {2}it cannot be read/],
    ['a link to itself', 'approvals/a.yml', /approvals\/a\.yml:1:1 {2}its links lead in a circle/],
  ])('that is %s', async (_, path, message) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(path === 'approvals/a.yml' ? 'a.yml' : 'nowhere', join(folder, path));

    expect(await problems()).toMatch(message);
  });

  it('that waits for somebody to write to it', async () => {
    mkdirSync(join(folder, 'waivers'));
    execFileSync('mkfifo', [join(folder, 'waivers/a.yml')]);

    expect(await problems()).toMatch(/a\.yml:1:1 {2}it is a FIFO/);
  });
});

describe('a record that holds nothing back because it is not where, or about what, it seems to be is told', () => {
  const hold = (wanted: string, more = '') =>
    `package: '${wanted}'\n${more}reason: x\nauthor: jane\ncreated: 2026-11-24\nexpires: 2099-12-01\n`;

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a folder with a capital',
      { 'Holds/a.yml': hold('alpha') },
      "nothing in the folder 'Holds' counts: it would be called 'holds'",
    ],
    [
      'a folder in the singular',
      { 'waiver/a.yml': GOOD },
      "nothing in the folder 'waiver' counts: it would be called 'waivers'",
    ],
    [
      'a misspelt package',
      { 'holds/a.yml': hold('alhpa') },
      "hold 'a' is about no package of this snapshot: it has no 'alhpa'",
    ],
    [
      'a package with a blank',
      { 'holds/a.yml': hold('alpha ') },
      "hold 'a' is about no package of this snapshot: it has no 'alpha '",
    ],
    [
      'a member that is not there',
      { 'holds/a.yml': hold('alpha', 'members: [Base]\n') },
      "hold 'a' is for the member 'Base', which the snapshot does not have",
    ],
    [
      'a waiver of a channel that is misspelt',
      { 'waivers/a.yml': GOOD.replace('channel: stable', 'channel: stabel') },
      "waiver 'a' is for the channel 'stabel', which the policy does not have; did you mean 'stable'?",
    ],
    [
      'a folder that the policy misspells',
      { 'gate.yml': "records: recrods\nchannels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n" },
      "the folder of records 'recrods' is not there or is empty: no waiver, hold or approval counts",
    ],
  ])('%s', async (_, files, said) => {
    await using scene = await attackScene({ packages: [{ name: 'alpha' }], files });
    await scene.saltern(['snapshot', 'create']);

    const { stdout } = await scene.saltern(['gate', 'check']);

    expect(stdout).toContain(said);
  });
});
