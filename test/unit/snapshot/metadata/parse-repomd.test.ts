import { expect, it } from 'vitest';
import { parseRepomd } from '../../../../src/snapshot/metadata/parse-repomd.ts';

const hex = 'cd'.repeat(32);

it('reads type, path, checksums and size of each metadata file', () => {
  const xml = `<repomd><revision>1</revision>
    <!-- <data type="old"><location href="gone"/></data> -->
    <data type="primary">
      <checksum type="sha256">${hex}</checksum><open-checksum type="sha256">${'ef'.repeat(32)}</open-checksum>
      <location href="repodata/p.xml.gz"/><size>540</size><open-size>1018</open-size>
    </data>
    <data type="modules"><checksum type="sha">${'0a'.repeat(20)}</checksum><location href='repodata/modules.yaml'/></data></repomd>`;

  const entries = parseRepomd(xml);

  expect(entries).toEqual([
    {
      type: 'primary',
      location: 'repodata/p.xml.gz',
      checksum: { type: 'sha256', hex },
      openChecksum: { type: 'sha256', hex: 'ef'.repeat(32) },
      size: 540,
    },
    {
      type: 'modules',
      location: 'repodata/modules.yaml',
      checksum: { type: 'sha1', hex: '0a'.repeat(20) },
      openChecksum: undefined,
      size: undefined,
    },
  ]);
});

it.each([
  ['', /not a whole/],
  ['<repomd><data type="primary">', /not a whole/],
  [
    `<repomd><data type="primary"><location href="a"/><checksum type="crc32">ab</checksum></data></repomd>`,
    /'primary' lacks/,
  ],
  [
    `<repomd><data type="primary"><location href="a"/><checksum type="sha256">../../x</checksum></data></repomd>`,
    /'primary' lacks/,
  ],
  [
    `<repomd><data type="primary"><location href="a"/><checksum type="md5">${'0'.repeat(32)}</checksum><size>1k</size></data></repomd>`,
    /'primary' has the size '1k'/,
  ],
])('refuses %j', (xml, message) => {
  expect(() => parseRepomd(xml)).toThrow(message);
});
