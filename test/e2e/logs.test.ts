import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { passes, pretendedProject } from '../support/pretended-project.ts';

interface RunJson {
  readonly instances: readonly { readonly name: string; readonly log: string }[];
}

it('finds the logs of an instance whose name is longer than the name of a file should be', async () => {
  const suite = 'x'.repeat(130);
  await using project = await pretendedProject({ suites: { [suite]: passes } });

  const run = (await project.json(['test'])) as RunJson;
  const logs = await project.saltern(['logs', `demo-${suite}-here`]);
  const events = await project.saltern(['logs', '--json', `demo-${suite}-here`]);

  const [instance] = run.instances;
  expect(instance?.name).toBe(`demo-${suite}-here`);
  expect(logs.code, logs.stderr).toBe(0);
  expect(logs.stdout).toContain(`# demo-${suite}-here · test`);
  expect(await readFile(instance?.log ?? '', 'utf8')).toBe(logs.stdout);
  expect(events.stdout.trim().split('\n').at(-1)).toContain('"type":"instance-finished"');
});
