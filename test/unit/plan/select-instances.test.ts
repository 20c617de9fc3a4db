import { expect, test } from 'vitest';
import type { InstancePlan } from '../../../src/contract/model.ts';
import { selectInstances } from '../../../src/plan/select-instances.ts';
import { planInstances } from '../../../src/plan/plan-instances.ts';
import { load, projectFolder } from '../config/project-folder.ts';

async function somePlans(): Promise<readonly InstancePlan[]> {
  await using folder = await projectFolder({
    'saltern.yml':
      'platforms: [centos-7, centos-stream-9]\nformula: formulas/ops-ssh\nsuites: { default: { tags: [quick] }, no-root: }',
  });
  return planInstances(await load(folder), undefined);
}

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
])('%j selects by name, glob or expression, in the order of the plans', async (args, expected) => {
  const plans = await somePlans();

  const selected = selectInstances(plans, args);

  expect(selected.map(({ name }) => name)).toEqual(expected);
});

test('tags narrow what arguments select', async () => {
  const plans = await somePlans();

  const selected = selectInstances(plans, ['*-centos-7'], { tags: ['quick', 'other'] });

  expect(selected.map(({ name }) => name)).toEqual(['ops-ssh-default-centos-7']);
});

test.each([
  ['ops-shs-default-centos-7', "Did you mean 'ops-ssh-default-centos-7'?"],
  ['no-root', "Did you mean '*no-root*'? It matches 2 of 4."],
  ['x*', '`saltern list` shows the instances.'],
])('%s matches nothing, and the answer says what would', async (argument, hint) => {
  const plans = await somePlans();

  expect(() => selectInstances(plans, ['*', argument])).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint }),
  );
});

test('tags that nobody has, and a broken expression, are refused', async () => {
  const plans = await somePlans();

  expect(() => selectInstances(plans, [], { tags: ['slow'] })).toThrow(
    expect.objectContaining({ code: 'NO_INSTANCE_MATCHES', hint: 'Known tags: quick.' }),
  );
  expect(() => selectInstances(plans, ['/(/'])).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
