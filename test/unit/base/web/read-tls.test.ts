import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTls } from '../../../../src/base/web/read-tls.ts';
import { type Certificate, makeCertificate } from '../../../support/make-certificate.ts';

let folder: string;
let made: Certificate;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-tls-'));
  made = await makeCertificate(folder);
});
afterAll(() => rm(folder, { recursive: true }));

it('gives what it has read', async () => {
  const { certFile: cert, keyFile: key } = made;

  expect(await readTls({ ca: cert, cert, key })).toEqual({ ca: made.cert, cert: made.cert, key: made.key });
});

const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;

it.each<[string, () => string, RegExp]>([
  [
    'a passphrase',
    () =>
      createPrivateKey(made.key)
        .export({ ...PKCS8, cipher: 'aes-256-cbc', passphrase: 'x' })
        .toString(),
    /^The key '.*' has a passphrase/,
  ],
  [
    'another certificate',
    () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PKCS8).toString(),
    /are no certificate with its key: key values mismatch$/,
  ],
  ['no beginning', () => 'garbage', /are no certificate with its key: /],
])('a key with %s is named before any server is asked', async (_, text, message) => {
  const key = join(folder, 'own.key');
  await writeFile(key, text());

  const reading = readTls({ ca: undefined, cert: made.certFile, key });

  await expect(reading).rejects.toMatchObject({ message: expect.stringMatching(message), isTransient: false });
});

it('half of a pair, and authorities that are none, are named too', async () => {
  const ca = join(folder, 'ca.der');
  await writeFile(ca, 'garbage');

  await expect(readTls({ ca: undefined, cert: made.certFile, key: undefined })).rejects.toThrow('only one is named');
  await expect(readTls({ ca, cert: undefined, key: undefined })).rejects.toThrow(`The file '${ca}' holds no authority`);
});
