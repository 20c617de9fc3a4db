import { describe, expect, it } from 'vitest';
import { placePackages } from '../../../../src/snapshot/derive/place-packages.ts';
import { scanPackages, withLocation } from '../../../../src/snapshot/derive/scan-packages.ts';
import { entry } from './manifests.ts';

describe('placePackages', () => {
  it('leaves a package where its origin has it, and gives files a folder', () => {
    const older = entry('a-1-1.noarch');
    const file = { ...entry('b-1-1.noarch'), location: '0/b-1-1.noarch.rpm' };

    const places = placePackages(
      [],
      [
        { entry: older, origin: { kind: 'snapshot', id: 'x', member: 'base' } },
        { entry: file, origin: { kind: 'file' } },
      ],
    );

    expect([...places.values()]).toEqual(['Packages/a-1-1.noarch.rpm', 'Packages/b-1-1.noarch.rpm']);
  });

  it.each([
    ['a file has its place', 'Packages/a-1-1.noarch.rpm'],
    ['a folder has its place', 'Packages/a-1-1.noarch.rpm/b.rpm'],
  ])('puts it elsewhere where %s', (_what, location) => {
    const one = entry('a-1-1.noarch');

    const places = placePackages([{ location }], [{ entry: one, origin: { kind: 'file' } }]);

    expect(places.get(one.pkgid)).toMatch(/^derived\/[0-9a-f]+\/a-1-1\.noarch\.rpm$/);
  });
});

describe('withLocation', () => {
  it('changes the place of a package and nothing else, whatever characters it has', async () => {
    const primary = `<package type="rpm"><checksum type="sha256" pkgid="YES">${'ab'.repeat(32)}</checksum><summary>größer</summary><location href="old.rpm" /><format/></package>`;
    async function* chunks() {
      yield Buffer.from(`<metadata>${primary}</metadata>`);
    }
    const [found] = await Array.fromAsync(scanPackages('primary', chunks()));

    const changed = withLocation(found?.latin1 ?? '', 'a&b/grün.rpm');

    expect(found?.hex).toBe('ab'.repeat(32));
    expect(Buffer.from(changed, 'latin1').toString()).toBe(
      `${primary.replace('<location href="old.rpm" />', '<location href="a&amp;b/grün.rpm"/>')}\n`,
    );
  });
});
