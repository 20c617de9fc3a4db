import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { attackScene } from '../support/attack-scene.ts';
import { passes } from '../support/pretended-project.ts';

const PACKAGES = [{ name: 'tool', version: '1.0' }] as const;

it.each([
  ['a broken link', 'gone', 'is broken'],
  ['a link out of the formula', '/etc/hostname', 'leaves the formula'],
  ['a link to the folder that it lies in', '.', 'points to a folder'],
])('%s in one formula neither lets it through nor silences the verdicts on the others', async (_, target, why) => {
  await using scene = await attackScene({
    packages: PACKAGES,
    more: { include: 'suites/*.yml' },
    files: {
      'suites/other.yml': stringify({ formula: '../other', suites: { default: passes } }),
      'other/other/init.sls': 'a: test.nop\n',
    },
  });
  symlinkSync(target, join(scene.directory, 'other/other/link'));
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test', 'demo-default-here', '--snapshot', 'latest']);

  const checked = await scene.saltern(['gate', 'check']);
  const promoted = await scene.saltern(['promote']);

  expect(checked.stdout).toContain('REJECT');
  expect(checked.stdout).toMatch(new RegExp(`ERROR\\s+other-default-here\\s+The symbolic link '.*/link' ${why}`));
  expect(checked.stdout).toContain('1 of 2 requirements met');
  expect(promoted.code).not.toBe(0);
  expect(await scene.stable()).toBeUndefined();
});
