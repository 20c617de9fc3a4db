import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { E2eProject } from '../support/e2e-project.ts';
import { passes, pretendedProject } from '../support/pretended-project.ts';

/** The first suite passes at once; the second waits until the file `go` is there, ten seconds at most. */
async function waitingProject(): Promise<E2eProject> {
  const run = 'i=0; while [ ! -e go ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.1; done';
  const hooks = [{ before: 'verify', on: 'host', run }];
  return await pretendedProject({ suites: { quick: passes, slow: { ...passes, hooks } } });
}

async function lastVerdicts(project: E2eProject): Promise<readonly string[]> {
  const { stdout } = await project.saltern(['list']);
  return stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/).at(-1)?.replaceAll(/\d+ s/g, 'N s') ?? '');
}

async function failed(project: E2eProject): Promise<string> {
  return (await project.saltern(['list', '--failed', '--bare'])).stdout;
}

it('an instance that is being tested is running, and one whose run was killed is known as that', async () => {
  await using project = await waitingProject();
  const child = project.start(['test', '--concurrency', '1', '--destroy', 'always']);
  await child.said(/slow-here +verify|quick-here +PASS[^]*slow-here/);

  const during = await lastVerdicts(project);
  const failedDuring = await project.saltern(['list', '--failed']);
  child.kill('SIGKILL');
  await child.ended;
  const after = await lastVerdicts(project);
  await project.write('go', '');

  expect(during).toEqual(['pass N s', 'running N s']);
  expect(failedDuring.stdout).toBe('nothing is known to have failed\n');
  expect(after).toEqual(['pass N s', 'killed N s']);
  expect(await failed(project)).toBe('demo-slow-here\n');
});

it('an interrupted attempt is told beside the verdict it did not replace, until there is another', async () => {
  await using project = await waitingProject();
  await project.write('go', '');
  await project.saltern(['test']);
  await rm(join(project.directory, 'go'));
  const child = project.start(['test', '--concurrency', '1']);
  await child.said(/slow-here +verify|quick-here +PASS[^]*slow-here/);
  child.kill('SIGINT');
  await child.ended;

  const interrupted = await lastVerdicts(project);
  const names = await failed(project);
  await project.write('go', '');
  const again = await project.json(['test', '--failed']);

  expect(interrupted).toEqual(['pass N s', 'pass N s, interrupted N s']);
  expect(names).toBe('demo-slow-here\n');
  expect(again).toMatchObject({ outcome: 'pass', instances: [{ name: 'demo-slow-here' }] });
  expect(await lastVerdicts(project)).toEqual(['pass N s', 'pass N s']);
});
