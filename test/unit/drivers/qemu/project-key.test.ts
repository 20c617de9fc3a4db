import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectKey } from '../../../../drivers/qemu/project-key.ts';
import { publicHalf } from './public-half.ts';
import { scene } from './scene.ts';

describe('projectKey', () => {
  it('is made once, by whoever of those that ask at once comes first', async () => {
    using context = scene();

    const [one, other] = await Promise.all([projectKey(context), projectKey(context)]);
    const again = await projectKey(context);

    expect(other).toEqual(one);
    expect(again).toEqual(one);
    expect(publicHalf(one.file)).toBe(one.publicKey.split(' ').slice(0, 2).join(' '));
    expect(await readdir(join(context.cacheDirectory, 'qemu/keys'))).toHaveLength(2);
  });

  it('can be read by its owner alone', async () => {
    using context = scene();

    const { file } = await projectKey(context);

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
  });

  it('is another one for another project', async () => {
    using context = scene();
    const other = { ...context, project: { ...context.project, id: 'other-12345678' } };

    const [mine, theirs] = [await projectKey(context), await projectKey(other)];

    expect(theirs.publicKey).not.toBe(mine.publicKey);
    expect(await readFile(theirs.file, 'utf8')).not.toBe(await readFile(mine.file, 'utf8'));
  });

  it('is made anew when only its public half was written', async () => {
    using context = scene();
    const { file, publicKey } = await projectKey(context);
    await writeFile(file, '');

    const again = await projectKey(context);

    expect(again.publicKey).not.toBe(publicKey);
    expect(publicHalf(file)).toBe(again.publicKey.split(' ').slice(0, 2).join(' '));
  });
});
