import { expect, test } from 'vitest';
import { selectInstances } from '../../../src/plan/select-instances.ts';

const INSTANCES = ['default', 'no-root'].flatMap((suite) =>
  ['centos-7', 'centos-stream-9'].map((platform) => ({
    name: `ops-ssh-${suite}-${platform}`,
    tags: suite === 'default' ? ['quick'] : [],
  })),
);

test.each([
  [
    [],
    [
      'ops-ssh-default-centos-7',
      'ops-ssh-default-centos-stream-9',
      'ops-ssh-no-root-centos-7',
      'ops-ssh-no-root-centos-stream-9',
    ],
  ],
  [['ops-ssh-no-root-centos-7'], ['ops-ssh-no-root-centos-7']],
  [
    ['*-centos-7', 'ops-ssh-default-centos-7'],
    ['ops-ssh-default-centos-7', 'ops-ssh-no-root-centos-7'],
  ],
  [['/NO-root.*9$/i'], ['ops-ssh-no-root-centos-stream-9']],
])('%j selects by name, glob or expression, in their own order', (args, expected) => {
  const selected = selectInstances(INSTANCES, args);

  expect(selected.map(({ name }) => name)).toEqual(expected);
});

test('tags narrow what arguments select', () => {
  const selected = selectInstances(INSTANCES, ['*-centos-7'], { tags: ['quick', 'other'] });

  expect(selected.map(({ name }) => name)).toEqual(['ops-ssh-default-centos-7']);
});

test.each([
  ['ops-shs-default-centos-7', "Did you mean 'ops-ssh-default-centos-7'?"],
  ['no-root', "Did you mean '*no-root*'? It matches 2 of 4."],
  ['x*', '`saltern list` shows the instances.'],
])('%s matches nothing, and the answer says what would', (argument, hint) => {
  expect(() => selectInstances(INSTANCES, ['*', argument])).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint }),
  );
});

test('tags that nobody has, and a broken expression, are refused', () => {
  expect(() => selectInstances(INSTANCES, [], { tags: ['slow'] })).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint: 'Known tags: quick.' }),
  );
  expect(() => selectInstances(INSTANCES, ['/(/'])).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
