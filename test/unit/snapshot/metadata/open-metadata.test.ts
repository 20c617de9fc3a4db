import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { openMetadata } from '../../../../src/snapshot/metadata/open-metadata.ts';
import { readPrimary } from '../../../../src/snapshot/metadata/read-primary.ts';
import { sha256 } from '../../../support/some-bytes.ts';

const packages = Array.from({ length: 3000 }, (_, index) => packageXml(index));
const head = `<metadata packages="${packages.length}">\n`;
/** Cut within tags; the second half packs to more than what is read at once, the first pieces to much less. */
const text = Buffer.from(`${head}${packages.join('')}</metadata>\n`);
const pieces = [text.subarray(0, 5000), text.subarray(5000, 5010), text.subarray(5010, 40_000), text.subarray(40_000)];

it.each<[string, (content: Buffer) => Buffer]>([
  ['primary.xml.zst', (content) => zstdCompressSync(content)],
  ['primary.xml.gz', (content) => gzipSync(content)],
  ['primary.xml.xz', (content) => execFileSync('xz', ['-1c'], { input: content, maxBuffer: 1e8 })],
  ['primary.xml.bz2', (content) => execFileSync('bzip2', ['-1c'], { input: content, maxBuffer: 1e8 })],
  ['primary.xml', (content) => content],
])('reads all of a %s that is put together from several', async (name, pack) => {
  const file = await fileOf(name, Buffer.concat(pieces.map(pack)));

  const read = await readPrimary(openMetadata(file, name, new AbortController().signal));

  expect(read.map((one) => one.entry.name)).toEqual(packages.map((_, index) => `name-${index}`));
});

it('throws what the decompressor says of a file that is damaged', async () => {
  const packed = zstdCompressSync(text);
  const file = await fileOf('primary.xml.zst', packed.subarray(0, packed.length - 100));

  const reading = readPrimary(openMetadata(file, 'primary.xml.zst', new AbortController().signal));

  await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^Z/) });
});

function packageXml(index: number): string {
  const sum = sha256(`${index}`);
  return `<package type="rpm">
  <name>name-${index}</name>
  <arch>x86_64</arch>
  <version epoch="0" ver="1.${index}" rel="1"/>
  <checksum type="sha256" pkgid="YES">${sum}</checksum>
  <description>${sha256(sum)} ${sha256(`${sum} `)}</description>
  <size package="5497"/>
  <location href="Packages/name-${index}.rpm"/>
</package>
`;
}

async function fileOf(name: string, content: Buffer): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-metadata-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}
