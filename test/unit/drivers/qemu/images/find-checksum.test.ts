import { expect, it } from 'vitest';
import { findChecksum, findSum } from '../../../../../drivers/qemu/images/find-checksum.ts';
import { imageLocation } from '../../../../../drivers/qemu/images/image-location.ts';
import { imageContext } from './image-context.ts';
import { fileServer } from '../../../../support/file-server.ts';

const hash = '0123456789abcdef'.repeat(4);
const other = 'f'.repeat(64);

it.each([
  ['two spaces', `${other}  y.qcow2\n${hash}  x.qcow2\n`],
  ['a star', `${hash} *x.qcow2\r\n`],
  [
    'a tag, signed',
    `-----BEGIN PGP SIGNED MESSAGE-----\n# x.qcow2: 12 bytes\nSHA256 (x.qcow2) = ${hash}\nSHA512 (x.qcow2) = ${hash}${hash}\n`,
  ],
  ['nothing but the hash', `${hash.toUpperCase()}\n`],
  ['a folder before the name', `${hash}  ./x.qcow2\n${other}  old/x.qcow2\n`],
  ['another folder, when that is the only one', `${hash}  images/x.qcow2\n`],
])('reads a checksum file with %s', (_format, text) => {
  expect(findSum(text, 'x.qcow2')).toBe(hash);
});

it.each([
  ['knows only others', `${hash}  y.qcow2\n${hash}  x.qcow2.asc\n`],
  ['has two of that name', `${hash}  a/x.qcow2\n${other}  b/x.qcow2\n`],
  ['is a page', '<html>Not found</html>'],
])('finds nothing in one that %s', (_what, text) => {
  expect(findSum(text, 'x.qcow2')).toBeUndefined();
});

it.each(['/n/x.qcow2.SHA256SUM', '/n/x.qcow2.sha256', '/n/SHA256SUMS', '/n/CHECKSUM'])('looks for %s', async (path) => {
  await using server = await fileServer({ [path]: { body: `${hash}  x.qcow2\n` } });
  using context = imageContext();

  const found = await findChecksum(imageLocation(`${server.url}/n/x.qcow2`), undefined, context);

  expect(found).toEqual({ sha256: hash, from: `${server.url}${path}` });
});

it.each([
  ['sums/all', '/n/sums/all'],
  ['/sums', '/sums'],
  ['../CHECKSUM', '/CHECKSUM'],
])("finds '%s' from the image's folder", async (named, path) => {
  await using server = await fileServer({ [path]: { body: hash } });
  using context = imageContext();

  const found = await findChecksum(imageLocation(`${server.url}/n/x.qcow2`), named, context);

  expect(found?.sha256).toBe(hash);
});

it("does not take a server's trouble for 'nothing is published'", async () => {
  await using server = await fileServer({ '/x.qcow2.SHA256SUM': { status: 500, body: '' } });
  using context = imageContext();

  const finding = findChecksum(imageLocation(`${server.url}/x.qcow2`), undefined, context);

  await expect(finding).rejects.toMatchObject({ code: 'IMAGE_PULL', isTransient: true });
});
