import { expect, it } from 'vitest';
import { joinSolved, type BrokenPackage, type Solved } from '../../../../src/snapshot/solve/solver.ts';

const lib: BrokenPackage = { member: 'base', package: 'lib-2', reasons: ['r'], isNew: true };
const HERE = { by: 'machine', solver: 'dnf 4.14.0' } as const;

function solved(change: Partial<Solved>): Solved {
  return { broken: [], looked: 1, checks: [], notes: [], ...change };
}

it('tells what breaks once: of no image in particular where it breaks anywhere', () => {
  const joined = joinSolved([
    solved({ broken: [{ ...lib, beside: 'centos-9' }], checks: [HERE], notes: ['n'] }),
    solved({ broken: [lib, { ...lib, package: 'app-2', beside: 'centos-8' }], checks: [HERE], notes: ['n'] }),
  ]);

  expect(joined).toEqual({
    broken: [lib, { ...lib, package: 'app-2', beside: 'centos-8' }],
    looked: 2,
    checks: [HERE],
    notes: ['n'],
  });
});
