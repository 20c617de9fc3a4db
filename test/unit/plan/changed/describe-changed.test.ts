import { expect, it } from 'vitest';
import type { ChangedFleet, ChangedInstance } from '../../../../src/contract/changed.ts';
import { describeChanged, tellChanged } from '../../../../src/plan/changed/describe-changed.ts';

const instance = (suite: string, platform: string): ChangedInstance => ({
  name: `web-${suite}-${platform}`,
  formula: 'web',
  suite,
  platform,
  reasons: [{ kind: 'formula', file: 'web/init.sls', text: 'web/init.sls: in the tree of web' }],
});
const fleet = (more: Partial<ChangedFleet>): ChangedFleet => ({
  base: 'origin/main',
  commit: 'c',
  files: ['web/init.sls', 'README.md'],
  selected: [],
  ignored: [{ file: 'README.md', why: 'documentation' }],
  untouched: 0,
  ...more,
});

it.each([
  [
    '2 of 3 instances, by 1 file; 1 is not affected',
    { selected: [instance('a', 'x'), instance('a', 'y')], untouched: 1 },
  ],
  ['1 of 1 instance, by 1 file', { selected: [instance('a', 'x')] }],
  ['none of 3 instances, by 2 files', { untouched: 3 }],
  ['no file, so none of 3 instances', { files: [], ignored: [], untouched: 3 }],
])('%s', (line, more) => {
  expect(describeChanged(fleet(more))).toBe(line);
});

it('in a log each suite has one line, and a name cannot make another', () => {
  const odd = { ...instance('b', 'x'), reasons: [{ kind: 'unknown', file: 'a\nb', text: 'a\nb: unknown' }] } as const;

  expect(tellChanged(fleet({ selected: [instance('a', 'x'), instance('a', 'y'), odd] }))).toEqual([
    'changed since origin/main: 3 of 3 instances, by 1 file',
    '  web-a: web/init.sls: in the tree of web',
    '  web-b: a␊b: unknown',
  ]);
});

it('a log does not grow with the fleet', () => {
  const many = Array.from({ length: 40 }, (_, at) => instance(`s${at}`, 'x'));

  expect(tellChanged(fleet({ selected: many })).at(-1)).toBe('  and 10 suites more');
});
