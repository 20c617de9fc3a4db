import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSmall, writeSynced } from '../../../../src/snapshot/pool/small-files.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'saltern-small-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it.each([0, 1, 20_000, 1 << 20])('a file of %i bytes is read whole, and written read-only', async (size) => {
  const [from, to] = [join(directory, `from-${size}`), join(directory, `to-${size}`)];
  writeFileSync(from, Buffer.alloc(size, 'x'));

  const bytes = await readSmall(from);
  await writeSynced(to, bytes ?? Buffer.from('nothing'));

  expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
  expect(statSync(to).mode & 0o777).toBe(0o444);
});

it('a large file is left to be copied by the system', async () => {
  const file = join(directory, 'large');
  writeFileSync(file, '');
  truncateSync(file, (1 << 20) + 1);

  expect(await readSmall(file)).toBeUndefined();
});

it('nothing is written over', async () => {
  const file = join(directory, 'there');
  writeFileSync(file, 'mine');

  await expect(writeSynced(file, Buffer.from('yours'))).rejects.toMatchObject({ code: 'EEXIST' });

  expect(readFileSync(file, 'utf8')).toBe('mine');
});
