import { describe, expect, it } from 'vitest';
import type { PackageEntry } from '../../../../src/contract/snapshot.ts';
import { formatNevra } from '../../../../src/snapshot/derive/change-plan.ts';
import { type OverlayWish, planOverlay } from '../../../../src/snapshot/derive/plan-overlay.ts';
import { entry, manifest } from './manifests.ts';

const from = manifest('20261124T000000', { base: ['ssl-1-1.x86_64', 'sudo-1-1.x86_64'], extras: ['tool-1-1.noarch'] });

function plan(packages: readonly PackageEntry[], wish: Partial<OverlayWish> = {}) {
  const added = packages.map((one) => ({ entry: one, origin: { kind: 'file' } as const }));
  return planOverlay(from, { packages: added, isReplacing: false, rules: [], ...wish });
}

describe('planOverlay', () => {
  it('adds a package to the member that has its name, beside what is there', () => {
    const { changes } = plan([entry('ssl-2-1.x86_64')]);

    expect(changes.map(({ member, dropped, added }) => [member, dropped.size, added.length])).toEqual([['base', 0, 1]]);
  });

  it('puts it in the place of others of its name and arch where that is asked for', () => {
    const { changes } = plan([entry('ssl-2-1.x86_64')], { isReplacing: true });

    expect(changes[0]?.dropped).toEqual(new Set([entry('ssl-1-1.x86_64').pkgid]));
  });

  it('says which newer one clients take instead of what is added', () => {
    const { notes } = plan([entry('ssl-0-1.x86_64')]);

    expect(notes[0]).toContain("'ssl-0-1.x86_64' is older than 'ssl-1-1.x86_64' in 'base'");
  });

  it('leaves out what is there with the same bytes, and says so', () => {
    const { changes, notes } = plan([entry('ssl-1-1.x86_64')]);

    expect(changes).toEqual([]);
    expect(notes).toEqual(["'ssl-1-1.x86_64' is in 'base' already"]);
  });

  it('replaces a package that was built again only where that is asked for', () => {
    const again = entry('ssl-1-1.x86_64', 'again');

    const { changes } = plan([again], { isReplacing: true });

    expect(() => plan([again])).toThrow("'ssl-1-1.x86_64' is in 'base' already, with other bytes");
    expect(changes[0]?.added.map((one) => formatNevra(one.entry))).toEqual(['ssl-1-1.x86_64']);
  });

  it('never has two files of one name and version in two members', () => {
    const again = entry('ssl-1-1.x86_64', 'again');

    expect(() => plan([again], { member: 'extras', isReplacing: true })).toThrow(
      "is in 'base' already, with other bytes",
    );
  });

  it.each([
    ['no member has such a package', { packages: 'new-1-1.noarch' }, /may belong to several members/],
    ['there is no such member', { packages: 'ssl-2-1.x86_64', member: 'epel' }, /no member 'epel'/],
  ])('refuses where %s', (_what, { packages, ...wish }, message) => {
    expect(() => plan([entry(packages)], wish)).toThrow(message);
  });

  it('lets no hold be passed by', () => {
    const rules = [{ name: 'h', package: 's*', most: '1' }];

    expect(() => plan([entry('ssl-2-1.x86_64')], { rules })).toThrow("the hold 'h' does not let it through");
  });
});
