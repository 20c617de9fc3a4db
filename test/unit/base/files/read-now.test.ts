import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTextNow } from '../../../../src/base/files/read-now.ts';

const folder = mkdtempSync(join(tmpdir(), 'saltern-regular-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const read = (name: string) => readTextNow(path(name), 10, { followsLinks: false });

it('gives the text of a file', () => {
  writeFileSync(path('text'), 'tëxt');

  expect(read('text')).toBe('tëxt');
});

it.each<[string, () => void, string]>([
  ['link', () => symlinkSync('text', path('link')), 'it is a link'],
  ['loop', () => symlinkSync('loop', path('loop')), 'it is a link'],
  ['folder', () => mkdirSync(path('folder')), 'it is a folder'],
  ['long', () => writeFileSync(path('long'), 'x'.repeat(11)), 'it is larger than the 10 B'],
  ['none', () => undefined, 'it is not there'],
])('says at once of a %s what it is', (name, make, message) => {
  make();

  expect(() => read(name)).toThrow(message);
});

it('says at once of a socket and of a device what they are', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path('socket'), resolve));

  expect(() => read('socket')).toThrow('it is a socket');
  expect(() => readTextNow('/dev/zero', 10, { followsLinks: false })).toThrow('it is a device');
  await new Promise((resolve) => server.close(resolve));
});
