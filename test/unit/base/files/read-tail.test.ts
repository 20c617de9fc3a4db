import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTail } from '../../../../src/base/files/read-tail.ts';

const folder = mkdtempSync(join(tmpdir(), 'saltern-tail-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['all of a short file', 100, 'one\ntwo\nthree\n'],
  ['whole lines of a longer one', 9, 'three\n'],
  ['nothing of a line that is longer than what is read', 3, ''],
])('the end of a file is %s', async (_, most, expected) => {
  const file = join(folder, 'log');
  writeFileSync(file, 'one\ntwo\nthree\n');

  expect(await readTail(file, most)).toBe(expected);
});

it('a file that is not there is refused as everywhere', async () => {
  await expect(readTail(join(folder, 'none'), 9)).rejects.toMatchObject({ code: 'ENOENT' });
});
