import { appendFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { grownFile } from '../../../../src/base/files/grown-file.ts';

it('gives what was added since it was last read, and nothing while the file is not there', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'saltern-grown-')), 'log');
  const file = grownFile(path);

  const missing = await file.read();
  await appendFile(path, 'one\n');
  const first = await file.read();
  const nothing = await file.read();
  await appendFile(path, 'two\nthree');
  const second = await file.read();

  expect([missing, first, nothing, second].map(String)).toEqual(['', 'one\n', '', 'two\nthree']);
});

it('is no folder', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'saltern-grown-')), 'log');
  await mkdir(path);

  await expect(grownFile(path).read()).rejects.toMatchObject({ code: 'EISDIR' });
});
