import { mkdtemp, readFile, readlink, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { packTar } from '../../../../src/base/tar/pack-tar.ts';
import { unpackTar } from '../../../../src/base/tar/unpack-tar.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'saltern-unpack-'));

it('gives back what was packed: content, modes, links and empty folders', async () => {
  const target = join(await folder(), 'content');
  const tar = await buffer(
    packTar([
      { kind: 'directory', path: 'a' },
      { kind: 'directory', path: 'a/empty' },
      { kind: 'file', path: 'a/run.sh', content: '#!/bin/sh\n', mode: 0o755 },
      { kind: 'file', path: 'a/secret', content: 'x', mode: 0o600 },
      { kind: 'symlink', path: 'a/link', target: 'run.sh' },
      { kind: 'file', path: 'b/c/deep', content: '' },
    ]),
  );

  await unpackTar(tar, target);

  expect(await readFile(join(target, 'a/run.sh'), 'utf8')).toBe('#!/bin/sh\n');
  expect((await stat(join(target, 'a/run.sh'))).mode & 0o777).toBe(0o755);
  expect((await stat(join(target, 'a/secret'))).mode & 0o777).toBe(0o600);
  expect(await readlink(join(target, 'a/link'))).toBe('run.sh');
  expect((await stat(join(target, 'a/empty'))).isDirectory()).toBe(true);
  expect(await readFile(join(target, 'b/c/deep'), 'utf8')).toBe('');
});

it('gives an empty folder for an empty tar', async () => {
  const target = join(await folder(), 'content');

  await unpackTar(await buffer(packTar([])), target);

  expect((await stat(target)).isDirectory()).toBe(true);
});

it('says that a tar is cut off', async () => {
  const whole = await buffer(packTar([{ kind: 'file', path: 'a', content: 'x'.repeat(5000) }]));

  const unpacking = unpackTar(whole.subarray(0, 2000), join(await folder(), 'content'));

  await expect(unpacking).rejects.toMatchObject({ kind: 'archive', message: 'the archive is damaged or cut off' });
});
