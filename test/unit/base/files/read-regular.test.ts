import { mkdtemp, realpath, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTextNow } from '../../../../src/base/files/read-now.ts';
import { readBytes, readText } from '../../../../src/base/files/read-regular.ts';
import { ODD_FILES, putOdd } from '../../../support/odd-files.ts';

async function fileWith(content: string | Buffer): Promise<string> {
  const path = join(await realpath(await mkdtemp(join(tmpdir(), 'saltern-read-'))), 'file');
  await writeFile(path, content);
  return path;
}

describe('a file', () => {
  it.each([0, 1, 16_384, 16_385, 5_000_000])('of %i bytes is read whole', async (size) => {
    const path = await fileWith(Buffer.alloc(size, 'x'));

    expect((await readBytes(path, size)).equals(Buffer.alloc(size, 'x'))).toBe(true);
  });

  it('that the kernel makes while it is read is read whole, though it says that it is empty', async () => {
    expect(await readText('/proc/self/status', 2 ** 20)).toContain('Pid:');
  });

  it('of one byte more than it may have is refused', async () => {
    const path = await fileWith('1234');

    await expect(readBytes(path, 3)).rejects.toMatchObject({
      code: 'EFBIG',
      message: `'${path}' cannot be read: it is larger than the 3 B that such a file may have`,
    });
  });

  it('that says that it is empty and never ends is refused too', async () => {
    await expect(readBytes('/proc/self/environ', 10)).rejects.toMatchObject({ code: 'EFBIG' });
  });

  it('in another encoding is refused with its line', async () => {
    const path = await fileWith(Buffer.from('a\nb\nGr\u00fc\u00dfe\n', 'latin1'));

    await expect(readText(path, 100)).rejects.toMatchObject({ code: 'EILSEQ', line: 3 });
  });

  it('keeps its byte order mark', async () => {
    expect(await readText(await fileWith('\ufeffa'), 100)).toBe('\ufeffa');
  });
});

describe.each(Object.entries(ODD_FILES).filter(([what]) => !what.includes('encoding')))('%s', (_what, odd) => {
  it('is refused in words, by the reader that waits and by the one that does not', async () => {
    const path = await fileWith('');
    await putOdd(odd, path);

    await expect(readText(path, 2 ** 20)).rejects.toThrow(odd.said);
    expect(() => readTextNow(path, 2 ** 20)).toThrow(odd.said);
  });
});

it('a file that is cut while it is read is what is left of it', async () => {
  const path = await fileWith('12345');
  await truncate(path, 2);

  expect(readTextNow(path, 10)).toBe('12');
});
