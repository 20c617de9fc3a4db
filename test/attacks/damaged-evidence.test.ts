import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evidenceReader } from '../../src/store/files/read-evidence.ts';
import { asNobody } from '../support/as-nobody.ts';
import { switchedScene, SWITCHED, type SwitchedScene } from '../support/switched-scene.ts';

/** It passed, then it failed: with the failure out of the way, a gate would open. */
let scene: SwitchedScene;
let evidence: string;
let saved: string;
let folder: string;
beforeAll(async () => {
  scene = await switchedScene();
  const id = await scene.create();
  await scene.test('pass');
  await scene.test('fail');
  evidence = join(scene.directory, '.saltern/evidence');
  saved = join(scene.directory, 'saved');
  folder = join(evidence, id, SWITCHED);
  cpSync(evidence, saved, { recursive: true });
});
beforeEach(() => {
  rmSync(evidence, { recursive: true, force: true });
  cpSync(saved, evidence, { recursive: true });
});
afterAll(() => scene[Symbol.asyncDispose]());

/** Files of the pass and of the failure. */
function files(): { readonly pass: string; readonly fail: string } {
  const [pass = '', fail = ''] = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
  return { pass, fail };
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

const longAgo = new Date('2020-01-01T00:00:00Z');

describe('the failure that is newer than the pass cannot be made to go away', () => {
  it('stands as long as nobody touches it', async () => {
    const checked = await scene.saltern(['gate', 'check']);

    expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining('FAIL') });
  });

  it.each<[string, (fail: string, pass: string) => void, RegExp]>([
    ['cut short', (fail) => truncateSync(fail, 100), /not whole JSON/],
    ['emptied', (fail) => truncateSync(fail, 0), /not whole JSON/],
    [
      'cut short and dated back, as a restore does',
      (fail) => {
        truncateSync(fail, 100);
        utimesSync(fail, longAgo, longAgo);
      },
      /not whole JSON/,
    ],
    ['removed', (fail) => rmSync(fail), /result 2 of this instance is gone/],
    ['put aside under another name', (fail) => renameSync(fail, `${fail}.bak`), /result 2 of this instance is gone/],
    [
      'replaced by a copy of the pass',
      (fail, pass) => copyFileSync(pass, fail),
      /it is result 1, .*under another name/,
    ],
    ['replaced by a link to the pass', (fail, pass) => replace(fail, () => symlinkSync(pass, fail)), /it is a link/],
    ['replaced by a link to nowhere', (fail) => replace(fail, () => symlinkSync('gone', fail)), /it is a link/],
    ['replaced by a link to itself', (fail) => replace(fail, () => symlinkSync(fail, fail)), /it is a link/],
    ['replaced by a folder', (fail) => replace(fail, () => mkdirSync(fail)), /it is a folder/],
    ['replaced by a FIFO', (fail) => replace(fail, () => execFileSync('mkfifo', [fail])), /it is a FIFO/],
    [
      'replaced by a link to what has no end',
      (fail) => replace(fail, () => symlinkSync('/dev/zero', fail)),
      /it is a link/,
    ],
    ['replaced by the text null', (fail) => writeFileSync(fail, 'null'), /expected object/i],
    ['replaced by a list', (fail) => writeFileSync(fail, '[]'), /expected object/i],
    ['replaced by 30 MB of nothing', (fail) => writeFileSync(fail, ' '.repeat(30e6)), /not whole JSON/],
    ['made larger than any result', (fail) => truncateSync(fail, 2 ** 40), /it is larger than/],
    ['nested without end', (fail) => writeFileSync(fail, '['.repeat(1e5)), /not whole JSON/],
    [
      'nested deeper than anybody reads',
      (fail) => writeFileSync(fail, '['.repeat(1e5) + ']'.repeat(1e5)),
      /it is nested too deep/,
    ],
    ['given an outcome nobody knows', (fail) => edit(fail, (text) => text.replace('"fail"', '"PASS"')), /outcome/],
    [
      'given its outcome twice',
      (fail) => edit(fail, (text) => text.replace('"outcome": "fail",', '"outcome": "fail", "outcome": "pass",')),
      /it has a key twice/,
    ],
    [
      'given its outcome twice, once with a blank before the colon',
      (fail) => edit(fail, (text) => text.replace('"outcome": "fail",', '"outcome": "fail", "outcome" : "pass",')),
      /it has a key twice/,
    ],
    [
      "given a key twice by the key's other spelling",
      (fail) => edit(fail, (text) => text.replace('"outcome": "fail",', '"outcome": "fail", "\\u006futcome": "pass",')),
      /it has a key twice/,
    ],
    [
      'given another instance',
      (fail) => edit(fail, (text) => text.replaceAll(SWITCHED, 'x')),
      /it is the result of 'x'/,
    ],
    [
      'given another snapshot',
      (fail) => edit(fail, (text) => text.replace(/"id": "[^"]+"/, '"id": "20200101T000000"')),
      /it is the result on snapshot '20200101T000000'/,
    ],
    ['given another number', (fail) => edit(fail, (text) => text.replace('"number": 2', '"number": 9')), /result 9/],
    [
      'given a time that is none',
      (fail) => edit(fail, (text) => text.replace(/"finishedAt": "[^"]+"/, '"finishedAt": "30 Feb"')),
      /finishedAt/,
    ],
    ['given a byte order mark', (fail) => edit(fail, (text) => `\ufeff${text}`), /not whole JSON/],
    [
      'made a result of the future by its name',
      (fail, pass) => copyFileSync(pass, join(dirname(fail), '000009-later.json')),
      /under another name|cannot be read/,
    ],
    [
      'hidden by a pass without a number',
      (fail, pass) => copyFileSync(pass, join(dirname(fail), 'newest.json')),
      /FAIL|cannot be read/,
    ],
  ])('%s', async (_, attack, reason) => {
    const { pass, fail } = files();
    attack(fail, pass);

    const promoted = await scene.saltern(['promote']);
    const { requirements } = JSON.parse((await scene.saltern(['gate', 'check', '--json'])).stdout) as {
      readonly requirements: readonly { readonly kind: string; readonly reason: string; readonly notes: string[] }[];
    };

    expect(promoted.code).toBe(1);
    expect(requirements.map(({ kind, reason: why, notes }) => [kind, why, ...notes].join('\n')).join('\n')).toMatch(
      new RegExp(reason, 'i'),
    );
    expect(await scene.stable()).toBeUndefined();
  });

  it.each<[string, () => void]>([
    ['all its results are a link to those of another', () => replaceFolder(() => symlinkSync(saved, folder))],
    ['all its results are one file', () => replaceFolder(() => writeFileSync(folder, 'x'))],
    ['all its results are a FIFO', () => replaceFolder(() => execFileSync('mkfifo', [folder]))],
  ])('%s', async (_, attack) => {
    attack();

    const checked = await scene.saltern(['gate', 'check', '--json']);

    expect(checked).toMatchObject({ code: 1, stdout: expect.stringMatching(/where a folder of results should be/) });
  });

  it.each<[string, () => void]>([
    ['a link to those of another snapshot', () => symlinkSync(saved, dirname(folder))],
    ['a file', () => writeFileSync(dirname(folder), 'x')],
  ])('the folder of the snapshot is %s: exit 3, in a sentence', async (_, attack) => {
    rmSync(dirname(folder), { recursive: true });
    attack();

    const checked = await scene.saltern(['gate', 'check']);

    expect(checked.code).toBe(3);
    expect(checked.stderr).toMatch(/^The results in '[^\n]+' cannot be listed: it is a (link|file)\n {2}hint: /m);
    expect(checked.stderr).not.toContain('defect of saltern');
  });

  it('not even by taking its file away for those who decide', async () => {
    const { fail } = files();
    chmodSync(fail, 0o000);

    const place = { file: fail, name: fail.slice(folder.length + 1), instance: SWITCHED, snapshot: undefined };
    const read = await asNobody(() => Promise.resolve(evidenceReader()(place)));

    expect(read).toMatchObject({ message: 'permission denied (EACCES)', number: 2 });
  });
});

describe('what was damaged long before a pass keeps no gate shut', () => {
  it('because its name says that it is older', async () => {
    await scene.test('pass');
    truncateSync(files().pass, 10);

    const checked = await scene.saltern(['gate', 'check']);

    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('FLAKY') });
  });

  it('and a new pass settles what is gone', async () => {
    rmSync(files().fail);
    const before = await scene.saltern(['gate', 'check']);
    await scene.test('pass');

    const after = await scene.saltern(['gate', 'check']);

    expect([before.code, after.code]).toEqual([1, 0]);
  });
});

function replace(file: string, make: () => void): void {
  rmSync(file);
  make();
}

function replaceFolder(make: () => void): void {
  rmSync(folder, { recursive: true });
  make();
}
