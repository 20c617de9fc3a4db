import { describe, expect, it } from 'vitest';
import { readPrimary } from '../../../../src/snapshot/metadata/read-primary.ts';

const sum = 'ab'.repeat(32);

function packageXml(name: string, extra: { summary?: string; location?: string } = {}): string {
  return `<package type="rpm">
  <name>${name}</name>
  <arch>x86_64</arch>
  <version epoch="1" ver="2.0~rc1" rel="3.el9"/>
  <checksum type="sha256" pkgid="YES">${sum}</checksum>
  <summary>${extra.summary ?? 'text'}</summary>
  <time file="1" build="2"/>
  <size package="5497" installed="0" archive="124"/>
  ${extra.location ?? `<location href="Packages/${name}.rpm"/>`}
  <format><rpm:sourcerpm>${name}-2.0~rc1-3.el9.src.rpm</rpm:sourcerpm></format>
</package>
`;
}

function primaryXml(packages: readonly string[], count = packages.length): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" packages="${count}">
${packages.join('')}</metadata>
`;
}

async function* inChunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('readPrimary', () => {
  it('gives what identifies each package and where its file is', async () => {
    const packages = await readPrimary(inChunks(primaryXml([packageXml('chrony')]), 1 << 16));

    expect(packages).toEqual([
      {
        entry: {
          name: 'chrony',
          arch: 'x86_64',
          epoch: 1,
          version: '2.0~rc1',
          release: '3.el9',
          pkgid: `sha256:${sum}`,
          size: 5497,
          sourcerpm: 'chrony-2.0~rc1-3.el9.src.rpm',
          location: 'Packages/chrony.rpm',
          built: 2,
        },
        base: undefined,
      },
    ]);
  });

  it('resolves numeric entities as characters, also above ASCII', async () => {
    const xml = primaryXml([packageXml('na&#239;ve-&#x4e2d;-größer'), packageXml('a&amp;#233;b')]);

    const packages = await readPrimary(inChunks(xml, 1 << 16));

    expect(packages.map(({ entry }) => entry.name)).toEqual(['naïve-中-größer', 'a&#233;b']);
  });

  it.each(['a&#0;b', 'a&#10;b', 'a\tb'])(
    'refuses a control character in what a digest is made of: %j',
    async (name) => {
      const reading = readPrimary(inChunks(primaryXml([packageXml(name)]), 1 << 16));

      await expect(reading).rejects.toThrow('holds a control character');
    },
  );

  it.each([1, 7, 64, 1000])('reads the same from chunks of %i bytes, which cut tags and characters', async (size) => {
    const xml = primaryXml([packageXml('gcc-c++', { summary: 'größer → 大' }), packageXml('naïve-font')]);

    const packages = await readPrimary(inChunks(xml, size));

    expect(packages.map(({ entry }) => entry.name)).toEqual(['gcc-c++', 'naïve-font']);
  });

  it('is not fooled by tags within comments and CDATA', async () => {
    const summary = '<!-- <name>wrong</name> --><![CDATA[<location href="/wrong"/>]]>';

    const [only] = await readPrimary(inChunks(primaryXml([packageXml('right', { summary })]), 100));

    expect([only?.entry.name, only?.entry.location]).toEqual(['right', 'Packages/right.rpm']);
  });

  it('resolves entities in paths and tells of a base elsewhere', async () => {
    const location = `<location xml:base='http://else/' href="a&amp;b.rpm"/>`;

    const [only] = await readPrimary(inChunks(primaryXml([packageXml('a', { location })]), 100));

    expect([only?.entry.location, only?.base]).toEqual(['a&b.rpm', 'http://else/']);
  });

  it.each([
    ['a file cut off', primaryXml([packageXml('a'), packageXml('b')]).slice(0, -80), /not a whole primary\.xml/],
    ['fewer packages than declared', primaryXml([packageXml('a')], 2), /declares 2 packages and holds 1/],
    ['a package without a location', primaryXml([packageXml('a', { location: ' ' })]), /package 'a' lacks/],
    [
      'an epoch that is no number',
      primaryXml([packageXml('a').replace(/epoch="\d+"/, 'epoch="1a"')]),
      /'a' has an epoch/,
    ],
    ['an epoch below none', primaryXml([packageXml('a').replace(/epoch="\d+"/, 'epoch="-1"')]), /'a' has an epoch/],
    [
      'a size that is no number',
      primaryXml([packageXml('a').replace(/package="\d+"/, 'package="1.5"')]),
      /or a size that/,
    ],
    ['something else', '<html></html>', /not a whole primary\.xml/],
    ['nothing', '', /not a whole primary\.xml/],
  ])('refuses %s', async (_, xml, message) => {
    const reading = readPrimary(inChunks(xml, 100));

    await expect(reading).rejects.toThrow(message);
  });

  it('reads a repository without packages', async () => {
    const packages = await readPrimary(inChunks(primaryXml([]), 10));

    expect(packages).toEqual([]);
  });
});

it('reads what a package is there in place of, and nothing of what it only provides', async () => {
  const dependencies = `<rpm:provides><rpm:entry name="alpha"/></rpm:provides>
    <rpm:obsoletes>
      <rpm:entry name="beta"/><!-- <rpm:entry name="none"/> -->
      <rpm:entry name="gamma&amp;" flags="LT" epoch="1" ver="2" rel="3.el9"/>
      <rpm:entry name="delta" flags="GE" epoch="0" ver="4"/>
    </rpm:obsoletes>`;
  const long = packageXml('a').replace('</rpm:sourcerpm>', `</rpm:sourcerpm>${dependencies}`);

  const [first, second] = await readPrimary(inChunks(primaryXml([long, packageXml('b')]), 50));

  expect(first?.entry.obsoletes).toEqual(['beta', 'gamma& < 1:2-3.el9', 'delta >= 4']);
  expect(second?.entry).not.toHaveProperty('obsoletes');
});

describe('a package as createrepo_c writes it', () => {
  const usual = `<package type="rpm">
  <name>gcc-c++</name>
  <arch>x86_64</arch>
  <version epoch="1" ver="2.0~rc1^git" rel="3.el9"/>
  <checksum type="sha256" pkgid="YES">${sum}</checksum>
  <summary>größer &lt;size package="7"/&gt;</summary>
  <description>two
lines</description>
  <packager/>
  <url>https://example.com/?a=1&amp;b=2</url>
  <time file="1764200000" build="1764100000"/>
  <size package="5497" installed="9000" archive="9124"/>
  <location href="Packages/g/gcc-c++-2.0.rpm"/>
  <format>
    <rpm:license>GPL</rpm:license>
    <rpm:vendor/>
    <rpm:group>Unspecified</rpm:group>
    <rpm:buildhost>builder</rpm:buildhost>
    <rpm:sourcerpm>gcc-2.0~rc1-3.el9.src.rpm</rpm:sourcerpm>
    <rpm:header-range start="1" end="2"/>
    <rpm:provides><rpm:entry name="gcc-c++"/></rpm:provides>
  </format>
</package>
`;
  const read = async (text: string) => await readPrimary(inChunks(primaryXml([text]), 1 << 16));

  it('is what its fields say', async () => {
    expect(await read(usual)).toEqual([
      {
        entry: {
          name: 'gcc-c++',
          arch: 'x86_64',
          epoch: 1,
          version: '2.0~rc1^git',
          release: '3.el9',
          pkgid: `sha256:${sum}`,
          size: 5497,
          sourcerpm: 'gcc-2.0~rc1-3.el9.src.rpm',
          location: 'Packages/g/gcc-c++-2.0.rpm',
          built: 1_764_100_000,
        },
        base: undefined,
      },
    ]);
  });

  it.each([
    ['other quotes', (text: string) => text.replace('ver="2.0~rc1^git"', "ver='2.0~rc1^git'")],
    [
      'attributes in another order',
      (text: string) => text.replace('file="1764200000" build="1764100000"', 'build="1764100000" file="1764200000"'),
    ],
    [
      'the name behind',
      (text: string) =>
        text.replace('  <name>gcc-c++</name>\n', '').replace('  <format>', '  <name>gcc-c++</name>\n  <format>'),
    ],
    ['a comment between', (text: string) => text.replace('<arch>', '<!-- <arch>noarch</arch> --><arch>')],
    ['an element that nobody knows', (text: string) => text.replace('<packager/>', '<packager/><vendor>none</vendor>')],
    ['a name in an entity', (text: string) => text.replace('gcc-c++</name>', 'gcc-c&#43;+</name>')],
    ['no line breaks', (text: string) => text.replaceAll(/>\s+</g, '><')],
  ])('is the same with %s', async (_, change) => {
    expect(change(usual)).not.toBe(usual);
    expect(await read(change(usual))).toEqual(await read(usual));
  });

  it.each([
    ['an epoch of many digits', ['epoch="1"', `epoch="${'9'.repeat(20)}"`], /has an epoch/],
    ['a size of many digits', ['package="5497"', `package="${'9'.repeat(20)}"`], /or a size that/],
    ['a checksum that is cut off', [sum, sum.slice(2)], /lacks a known checksum/],
    ['a control character in its release', ['rel="3.el9"', 'rel="3&#9;el9"'], /control character/],
    ['no version', ['ver="2.0~rc1^git"', 'ver=""'], /lacks a name, an arch, a version/],
  ] as const)('is refused with %s', async (_, [from, to], message) => {
    await expect(read(usual.replace(from, to))).rejects.toThrow(message);
  });

  it.each(['<name>', '<version', '<time', '<size', '<location', '<rpm:sourcerpm>'])(
    'is read at once with very much space before %s',
    async (tag) => {
      const spaced = usual.replace(tag, `${' '.repeat(2 ** 20)}${tag}`);

      const packages = await read(spaced);
      const other = read(spaced.replace(tag, `<other/>${tag}`));

      expect(packages).toEqual(await read(usual));
      await expect(other).resolves.toEqual(packages);
    },
  );

  it('tells of a base elsewhere, and has no source where it names none', async () => {
    const moved = usual.replace('<location', '<location xml:base="http://else/"');
    const source = usual.replace(/<rpm:sourcerpm>.*<\/rpm:sourcerpm>/, '<rpm:sourcerpm/>');

    const [[first], [second]] = await Promise.all([read(moved), read(source)]);

    expect([first?.base, second?.entry.sourcerpm]).toEqual(['http://else/', '']);
  });
});
