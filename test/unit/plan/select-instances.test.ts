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
  [['root-centos-7'], ['ops-ssh-no-root-centos-7']],
])('%j selects by name, glob, expression or a part of one name, in their own order', (args, expected) => {
  const selected = selectInstances(INSTANCES, args);

  expect(selected.map(({ name }) => name)).toEqual(expected);
});

test('tags narrow what arguments select', () => {
  const selected = selectInstances(INSTANCES, ['*-centos-7'], { tags: ['quick', 'other'] });

  expect(selected.map(({ name }) => name)).toEqual(['ops-ssh-default-centos-7']);
});

test.each([
  ['ops-shs-default-centos-7', "Did you mean 'ops-ssh-default-centos-7'?"],
  ['no-root', "Name one of them in full, or write '*no-root*' for all."],
  ['', '`saltern list` shows the instances.'],
  ['x*', '`saltern list` shows the instances.'],
])('%s matches nothing, and the answer says what would', (argument, hint) => {
  expect(() => selectInstances(INSTANCES, ['*', argument])).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint }),
  );
});

test('a part of several names lists them', () => {
  expect(() => selectInstances(INSTANCES, ['no-root'])).toThrow(
    expect.objectContaining({
      message: "No instance is called 'no-root', which is part of the names of 2 instances",
      details: ['ops-ssh-no-root-centos-7', 'ops-ssh-no-root-centos-stream-9'],
    }),
  );
});

test('a whole name wins over the names that it is a part of', () => {
  const named = ['web', 'web-2', 'old-web'].map((name) => ({ name, tags: [] }));

  expect(selectInstances(named, ['web'])).toEqual([named[0]]);
});

test('a part of a name selects all that have it, or none, where that is asked for', () => {
  expect(selectInstances(INSTANCES, ['no-root'], { parts: 'all' })).toHaveLength(2);
  expect(() => selectInstances(INSTANCES, ['root-centos-7'], { parts: 'none' })).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint: "Write 'ops-ssh-no-root-centos-7'." }),
  );
});

test('very many that a part could mean are cut, with their count', () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ name: `web-${at}`, tags: [] }));

  expect(() => selectInstances(many, ['eb'])).toThrow(
    expect.objectContaining({ details: expect.arrayContaining(['web-19', 'and 10 more']) }),
  );
});

test('tags that nobody has, and a broken expression, are refused', () => {
  expect(() => selectInstances(INSTANCES, [], { tags: ['slow'] })).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint: 'Known tags: quick.' }),
  );
  expect(() => selectInstances(INSTANCES, ['/(/'])).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
