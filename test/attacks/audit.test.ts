import { hash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SnapshotRoot } from '../../src/contract/snapshot.ts';
import { openSnapshotRoot } from '../../src/snapshot/open-snapshot-root.ts';
import { auditEntry } from '../support/history-data.ts';

let path: string;
let root: SnapshotRoot;

/** A log of five lines, and a root that has read none of it yet. */
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'saltern-audit-'));
  root = openSnapshotRoot({ path, signal: new AbortController().signal });
  for (let night = 1; night <= 5; night++) await add(`2026-11-2${night}T06:00:00.000Z`);
});
afterEach(() => rmSync(path, { recursive: true }));

function add(at: string): Promise<void> {
  return root.appendAudit(auditEntry({ at }));
}

const file = (name = 'audit.ndjson') => join(path, name);
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n');
const write = (changed: readonly string[]) => writeFileSync(file(), `${changed.join('\n')}\n`);

describe('a log that was changed by hand is told, with the line', () => {
  it('while one that nobody touched is whole', async () => {
    expect(await root.auditState()).toMatchObject({ troubles: [], remarks: [], head: { lines: 5 } });
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a word in the middle is another',
      () => write(lines().map((line, at) => (at === 2 ? line.replace('"by":"ci"', '"by":"me"') : line))),
      /line 3 was changed/,
    ],
    [
      'a word in the last line is another, as long as before',
      () => write(lines().map((line, at) => (at === 4 ? line.replace('"by":"ci"', '"by":"me"') : line))),
      /line 5, the last that its head names, was changed/,
    ],
    ['the first line is gone', () => write(lines().slice(1)), /line 1 is not the first/],
    ['a line in the middle is gone', () => write(lines().toSpliced(2, 1)), /line 2 was changed, or what stood between/],
    ['the last line is gone', () => write(lines().slice(0, -1)), /its end is gone after line 4/],
    ['the last three lines are gone', () => write(lines().slice(0, 2)), /its end is gone after line 2/],
    ['all lines are gone', () => writeFileSync(file(), ''), /all of it is gone/],
    ['the file is gone', () => rmSync(file()), /all of it is gone/],
    [
      'two lines changed places',
      () => write([1, 3, 2, 4, 5].map(nth)),
      /line 2 stands before line 3, which it follows/,
    ],
    ['a line is there twice', () => write([1, 2, 2, 3, 4, 5].map(nth)), /line 3 is a copy of line 2/],
    [
      'a true line stands in a second place too',
      () => write([1, 2, 3, 4, 2, 5].map(nth)),
      /line 5 is a copy of line 2/,
    ],
    [
      'a true line was added again at the end',
      () => appendFileSync(file(), `${nth(2)}\n`),
      /line 6 is a copy of line 2/,
    ],
    [
      'a line of somebody was put in, and follows the one before it',
      () => write([nth(1), nth(2), nth(3).replace('"by":"ci"', '"by":"me"'), nth(3), nth(4), nth(5)]),
      /line 3 should not be there: line 3 was put in/,
    ],
    ['two logs were put together', () => write([...lines(), ...lines()]), /line 6 is a copy of line 1/],
    ['a line without a chain was put in', () => write(lines().toSpliced(2, 0, '{"version":1}')), /line 3 is none that/],
    [
      'zeros stand in a line',
      () => write(lines().map((one, at) => (at === 2 ? one.replace('"ci"', '"\0\0"') : one))),
      /line 3 was/,
    ],
    ['a line of zeros was put in', () => write(lines().toSpliced(2, 0, '\0'.repeat(512))), /line 3 is none that/],
    ['a huge line was put in', () => write(lines().toSpliced(2, 0, 'x'.repeat(20_000_000))), /line 3 is none that/],
    [
      'a byte order mark stands at its beginning',
      () => write([`\ufeff${nth(1)}`, ...lines().slice(1)]),
      /line 1 is none that/,
    ],
    ['its lines end as on Windows', () => write(lines().map((line) => `${line}\r`)), /line 5, the last that its head/],
    ['a line has a space more at its end', () => write(lines().with(1, `${nth(2)} `)), /line 2 is none that/],
    ['an empty line was put in', () => write(lines().toSpliced(2, 0, '')), /line 3 is none that/],
    ['its head is gone', () => rmSync(file('audit.head')), /nobody knows where it ends/],
    ['its head is something else', () => writeFileSync(file('audit.head'), '{}'), /nobody knows where it ends/],
    [
      'two lines of somebody were added, each following the one before',
      () => forge(2),
      /line 7 was not written by saltern/,
    ],
  ])('when %s', async (_, change, sentence) => {
    change();

    const { trouble, troubles } = await root.auditState();

    expect(troubles.join('\n')).toMatch(sentence);
    expect(trouble).toContain('the log of decisions is not what was written: ');
  });

  it.each<[string, () => void]>([
    ['its end was cut off', () => write(lines().slice(0, 3))],
    ['its last line was changed', () => write([...lines().slice(0, 4), nth(5).replace('"by":"ci"', '"by":"root"')])],
    ['its file was removed', () => rmSync(file())],
    ['its head was removed', () => rmSync(file('audit.head'))],
    ['end and head were removed', () => (write(lines().slice(0, 3)), rmSync(file('audit.head')))],
    ['a line of garbage was added', () => appendFileSync(file(), 'garbage\n')],
    ['a true line was added again', () => appendFileSync(file(), `${nth(2)}\n`)],
  ])('also after the next lines were written, when %s', async (_, change) => {
    change();

    await add('2026-11-26T06:00:00.000Z');
    await add('2026-11-27T06:00:00.000Z');

    expect((await root.auditState()).trouble).toBeDefined();
  });
});

describe('what a crash leaves is told from what a hand does', () => {
  it.each<[string, () => void]>([
    ['half a line, without its end', () => appendFileSync(file(), nth(5).slice(0, 200))],
    ['the first bytes of a line', () => appendFileSync(file(), '{"pr')],
    ['zeros, where the file system had no time for the bytes', () => appendFileSync(file(), '\0'.repeat(300))],
  ])('%s', async (_, crash) => {
    crash();

    const before = await root.auditState();
    await add('2026-11-26T06:00:00.000Z');
    await add('2026-11-27T06:00:00.000Z');
    const after = await root.auditState();

    expect(before).toMatchObject({ troubles: [], remarks: [expect.stringContaining('ends in half a line')] });
    expect(after).toMatchObject({ troubles: [], remarks: [expect.stringContaining('line 6 is half a line')] });
    expect((await root.readAudit()).entries).toHaveLength(7);
  });

  it('a line whose head was not written any more', async () => {
    const head = readFileSync(file('audit.head'));
    await add('2026-11-26T06:00:00.000Z');
    writeFileSync(file('audit.head'), head);

    const before = await root.auditState();
    await add('2026-11-27T06:00:00.000Z');

    expect(before.troubles).toEqual([]);
    expect(await root.auditState()).toMatchObject({ troubles: [], head: { lines: 7 } });
  });

  it('a line of which no more than its newline is missing', async () => {
    const head = readFileSync(file('audit.head'));
    await add('2026-11-26T06:00:00.000Z');
    writeFileSync(file('audit.head'), head);
    truncateSync(file(), readFileSync(file()).length - 1);

    const before = await root.auditState();
    await add('2026-11-27T06:00:00.000Z');

    expect(before).toMatchObject({ troubles: [], remarks: [expect.stringContaining('ends in half a line')] });
    expect(await root.auditState()).toMatchObject({ troubles: [], remarks: [], head: { lines: 7 } });
    expect((await root.readAudit()).entries).toHaveLength(7);
  });

  it.each([
    ['words', 'done'],
    ['a space', ' '],
    ['a line that follows another', () => nth(3)],
    ['the beginning of a byte order mark', '\ufeff'],
  ])('but %s after the last line are not of a crash, and stop the next promotion', async (_, rest) => {
    appendFileSync(file(), typeof rest === 'string' ? rest : rest());

    expect((await root.auditState()).trouble).toMatch(/it ends in \d+ bytes? that saltern did not write/);
  });

  it('but half of a line that had been whole is a cut, and stays one', async () => {
    truncateSync(file(), readFileSync(file()).length - 40);

    const before = await root.auditState();
    await add('2026-11-26T06:00:00.000Z');

    expect(before.trouble).toContain('its end is gone after line 4');
    expect((await root.auditState()).trouble).toBeDefined();
  });

  it('and a half line that was changed after it had been noted is none', async () => {
    appendFileSync(file(), nth(5).slice(0, 200));
    await add('2026-11-26T06:00:00.000Z');
    write(lines().map((line, at) => (at === 5 ? line.replace('version', 'VERSION') : line)));

    expect((await root.auditState()).troubles.join()).toMatch(/line 6 is none that saltern wrote/);
  });
});

describe('what a decision rests on', () => {
  const at = (digest: string) => join(path, 'decisions', `${digest.slice('sha256:'.length)}.json.gz`);

  it.each<[string, (kept: string, other: string) => void, RegExp]>([
    ['was cut', (kept) => truncateSync(kept, 12), /cannot be read/],
    ['is that of another decision', (kept, other) => writeFileSync(kept, readFileSync(other)), /its digest is another/],
    ['is gone', (kept) => rmSync(kept), /cannot be read/],
    ['is no archive', (kept) => writeFileSync(kept, 'no'), /cannot be read/],
  ])('is not believed when it %s', async (_, change, sentence) => {
    const digest = await root.keepDecision({ is: 'this' });
    const other = await root.keepDecision({ is: 'that' });
    for (const one of [digest, other]) chmodSync(at(one), 0o644);

    change(at(digest), at(other));

    await expect(root.readDecision(digest)).rejects.toMatchObject({
      code: 'SNAPSHOT_DAMAGED',
      message: expect.stringMatching(sentence),
    });
  });

  it('is written anew where what is there is damaged', async () => {
    const digest = await root.keepDecision({ is: 'this' });
    chmodSync(at(digest), 0o644);
    writeFileSync(at(digest), 'no');

    await root.keepDecision({ is: 'this' });

    expect(await root.readDecision(digest)).toEqual({ is: 'this' });
  });

  it.each(['../audit', 'sha256:../../x', ''])('is not looked for in %j', async (digest) => {
    await expect(root.readDecision(digest)).rejects.toMatchObject({ code: 'SNAPSHOT_DAMAGED' });
  });
});

describe('a freeze', () => {
  const made = { by: 'jane@ops1', at: '2026-11-26T06:00:00.000Z', reason: 'the shop is full' };
  const freeze = { ...made, channel: 'stable' };

  it('whose file somebody removed still holds: the log knows it', async () => {
    await root.putFreeze(freeze);
    rmSync(file('freezes/stable.json'));

    const { freezes, changed } = await root.readStops();

    expect(freezes).toMatchObject([{ channel: 'stable', reason: expect.stringContaining('the shop is full') }]);
    expect(changed).toEqual([expect.stringContaining('the freeze of stable still holds')]);
  });

  it('whose end somebody changed holds as long as the log says', async () => {
    await root.putFreeze({ ...freeze, until: '2026-12-27T00:00:00.000Z' });
    writeFileSync(file('freezes/stable.json'), JSON.stringify({ ...freeze, until: '2026-11-26T06:00:01.000Z' }));

    const { freezes } = await root.readStops();

    expect(freezes.map(({ until }) => until)).toContain('2026-12-27T00:00:00.000Z');
  });

  it.each<[string, string]>([
    ['is half written', '{"by":"ja'],
    ['is empty', ''],
    ['is of another channel', JSON.stringify({ ...freeze, channel: 'candidate' })],
    ['has an end that is no time', JSON.stringify({ ...freeze, until: 'never' })],
    ['is no map', '[]'],
  ])('that cannot be read, because it %s, stops every channel', async (_, text) => {
    await root.putFreeze(freeze);
    writeFileSync(file('freezes/stable.json'), text);

    const { freezes } = await root.readStops();

    expect(freezes.some(({ channel }) => channel === undefined)).toBe(true);
  });

  it.each(['freezes', 'taints'])(
    'may lie behind a link in %s that leads nowhere: then all is frozen',
    async (folder) => {
      mkdirSync(file(folder));
      symlinkSync('nowhere', file(`${folder}/stable.json`));

      const { freezes } = await root.readStops();

      expect(freezes).toMatchObject([{ channel: undefined, reason: expect.stringContaining('cannot be read') }]);
    },
  );

  it.each(['freezes', 'taints'])('may lie behind a link in place of %s that leads nowhere', async (folder) => {
    symlinkSync('nowhere', file(folder));

    await expect(root.readStops()).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE' });
  });

  it('that was lifted is gone, in the folder and in the log', async () => {
    await root.putFreeze(freeze);

    const lifted = await root.removeFreeze('stable', { ...made, reason: 'done' });

    expect(lifted).toBe(true);
    expect(existsSync(file('freezes/stable.json'))).toBe(false);
    expect(await root.readStops()).toEqual({ freezes: [], taints: [] });
    expect(await root.auditState()).toMatchObject({ troubles: [] });
  });

  it('that is not there cannot be lifted, and leaves no line', async () => {
    expect(await root.removeFreeze('stable', made)).toBe(false);
    expect(lines()).toHaveLength(5);
  });
});

it('a taint whose file somebody removed still holds', async () => {
  const digest = `sha256:${'7'.repeat(64)}`;
  const about = { digest, snapshot: '20261126T013000', channel: 'stable', instances: ['a'] };
  await root.putTaint({ ...about, by: 'night', at: '2026-11-26T06:00:00.000Z', reason: 'a failed' });
  rmSync(file('taints'), { recursive: true });

  const { taints, changed } = await root.readStops();

  expect(taints).toMatchObject([about]);
  expect(changed).toEqual([expect.stringContaining('still tainted')]);
});

function nth(number: number): string {
  return lines()[number - 1] ?? '';
}

/** Lines of our form, as whoever knows it writes them: each names the digest of the one before. */
function forge(count: number): void {
  for (let added = 0; added < count; added++) {
    const last = lines().at(-1) ?? '';
    const prev = `sha256:${hash('sha256', last)}`;
    appendFileSync(file(), `${last.replace(/"prev":"[^"]*"/, `"prev":"${prev}"`)}\n`);
  }
}
