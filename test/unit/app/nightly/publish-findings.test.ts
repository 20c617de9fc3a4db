import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failsFirst, nightScene, TRIES_TWICE } from '../../../support/night-scene.ts';
import { passes } from '../../../support/pretended-project.ts';

it('what was found in a night is all of it, however many runs it took', async () => {
  await using scene = await nightScene({
    policy: TRIES_TWICE,
    suites: { flaky: failsFirst(1), retried: passes },
    more: {
      reports: { sarif: true, 'code-quality': { file: 'ci/quality.json' } },
      platforms: { here: { fake: { exec: 'host', fail: { create: { transient: 1 } } } } },
    },
  });

  const { code, stderr } = await scene.nightly();

  const read = (file: string): string => readFileSync(join(scene.directory, file), 'utf8');
  expect(code, stderr).toBe(0);
  expect(scene.runs()).toHaveLength(2);
  const sarif = read('.saltern/saltern.sarif');
  expect(sarif).toContain('It passed at attempt 2');
  // Of the instance that was not tried again, whose run was the first.
  expect(sarif).toMatch(/passed after a retry[^]*demo-retried-here/u);
  // GitLab shows nothing without a line.
  expect(read('ci/quality.json')).toBe('[]\n');
});
