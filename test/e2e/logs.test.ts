import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { E2eProject } from '../support/e2e-project.ts';
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

describe('logs --follow', () => {
  const waits = {
    checks: { command: { 'while [ ! -e go ]; do sleep 0.1; done': { 'exit-status': 0, timeout: 60_000 } } },
  };
  const NAME = 'demo-default-here';

  it('prints a log that is not there yet as it grows, and ends with the run', async () => {
    await using project = await pretendedProject({ suites: { default: waits }, platforms: { here: {}, there: {} } });
    const run = project.start(['test', NAME, 'there', '-c', '1']);
    await run.said(/create +✓/);

    const follower = project.start(['logs', '--follow', NAME, 'there']);
    await follower.said(/demo-default-here: +.*verify +> started/);
    for (const name of [NAME, 'demo-default-there']) await goOn(project, name);
    const [tested, followed, last] = [await run.ended, await follower.ended, await project.saltern(['logs', 'there'])];

    expect(tested.code, tested.stdout).toBe(0);
    expect(followed).toMatchObject({ code: 0, stderr: '' });
    const there = linesOf(followed.stdout, 'demo-default-there: ');
    expect(there).toEqual(last.stdout.trimEnd().split('\n'));
  });

  it('prints one log as `logs` does, and says that its run is over', async () => {
    await using project = await pretendedProject();
    await project.saltern(['test']);

    const followed = await project.saltern(['logs', '-f', NAME]);
    const printed = await project.saltern(['logs', NAME]);
    const events = await project.saltern(['logs', '-f', '--json', NAME]);

    expect(followed).toEqual({
      ...printed,
      stderr: `no run of '${NAME}' is under way; this is the log of the last one\n`,
    });
    expect(events.stdout.trimEnd().split('\n').at(-1)).toContain('"type":"instance-finished"');
  });

  it('ends when the run was killed, and says so', async () => {
    await using project = await pretendedProject({ suites: { default: waits } });
    const run = project.start(['test']);
    await run.said(/create +✓/);
    const follower = project.start(['logs', '-f', NAME]);
    await follower.said(/verify +> started/);

    run.kill('SIGKILL');
    const { code, stderr } = await follower.ended;
    await goOn(project, NAME);

    expect(code).toBe(0);
    expect(stderr).toBe(`the run of '${NAME}' ended without a result: its saltern is gone\n`);
  });

  it('has nothing to follow where nothing ever ran', async () => {
    await using project = await pretendedProject();

    const { code, stderr } = await project.saltern(['logs', '-f']);

    expect(code).toBe(2);
    expect(stderr).toContain('No run has left a log yet');
  });
});

/** The check that waits runs in the folder that is the instance. */
async function goOn(project: E2eProject, name: string): Promise<void> {
  let done = false;
  while (!done) done = (await project.saltern(['exec', name, '--', 'touch', 'go'])).code === 0;
}

function linesOf(text: string, start: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length).trimStart());
}
