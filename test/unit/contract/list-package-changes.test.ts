import { describe, expect, it } from 'vitest';
import { describePackageChange, listPackageChanges } from '../../../src/contract/list-package-changes.ts';

function tell(before: readonly string[], after: readonly string[]): readonly string[] {
  return listPackageChanges(before, after).map(describePackageChange);
}

describe('what changed in the packages of an instance', () => {
  it('is told by name, with epoch, and says what came and went', () => {
    const before = ['chrony-4.5-1.el9.x86_64', 'ed-1.14.2-12.el9.x86_64', 'vim-common-2:8.2-20.el9.x86_64'];
    const after = ['chrony-4.5-2.el9.x86_64', 'tree-1.8.0-10.el9.x86_64', 'vim-common-2:8.2-20.el9.x86_64'];

    expect(tell(before, after)).toEqual([
      'chrony 4.5-1.el9 → 4.5-2.el9',
      'ed 1.14.2-12.el9 removed',
      'tree 1.8.0-10.el9 added',
    ]);
  });

  it('keeps architectures apart, and tells several kernels together', () => {
    const before = ['kernel-5.14.0-1.el9.x86_64', 'glibc-2.34-1.el9.i686', 'glibc-2.34-2.el9.x86_64'];
    const after = [
      'kernel-5.14.0-1.el9.x86_64',
      'kernel-5.14.0-2.el9.x86_64',
      'glibc-2.34-2.el9.i686',
      'glibc-2.34-2.el9.x86_64',
    ];

    expect(tell(before, after)).toEqual([
      'glibc 2.34-1.el9 → 2.34-2.el9',
      'kernel 5.14.0-1.el9 → 5.14.0-1.el9 and 5.14.0-2.el9',
    ]);
  });

  it('is nothing where nothing changed, and leaves out what is no package', () => {
    expect(tell(['bash-5.1-1.x86_64', 'nonsense'], ['bash-5.1-1.x86_64', '<b>'])).toEqual([]);
  });
});
