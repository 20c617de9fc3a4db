import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { E2eProject } from '../support/e2e-project.ts';
import { passes, pretendedProject } from '../support/pretended-project.ts';

const NAME = 'demo-default-here';

/** With an instance in which a person left a file. */
async function visitedProject(): Promise<E2eProject> {
  const project = await pretendedProject();
  await project.saltern(['create']);
  await project.saltern(['exec', NAME, '--', 'touch', 'mine']);
  return project;
}

/** Changes the image, so that the instance must be made anew, and how long that takes. */
function change(project: E2eProject, delays: Readonly<Record<string, number>>): Promise<void> {
  const written = {
    formula: 'none',
    'formula-name': 'demo',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: { exec: 'host', image: 'el9', delays } } },
    suites: { default: passes },
  };
  return project.write('saltern.yml', stringify(written));
}

describe('an instance that is being made anew', () => {
  it('is untouched when that is interrupted while its image is prepared', async () => {
    await using project = await visitedProject();
    await change(project, { prepare: 60_000 });

    const run = project.start(['converge']);
    await run.said(/remade: image default → el9/);
    run.kill('SIGINT');
    const { code } = await run.ended;
    const mine = await project.saltern(['exec', NAME, '--', 'ls']);

    expect(code).toBe(130);
    expect(mine).toEqual({ code: 0, stdout: 'mine\n', stderr: '' });
  });

  it('is gone when that is interrupted later, and that is said', async () => {
    await using project = await visitedProject();
    await change(project, { create: 60_000 });

    const run = project.start(['converge']);
    await run.said(/remade: /);
    await expect.poll(() => project.saltern(['exec', NAME, '--', 'ls'])).toMatchObject({ code: 2 });
    run.kill('SIGINT');
    const { code, stdout } = await run.ended;
    const list = await project.saltern(['list']);

    expect(code).toBe(130);
    expect(stdout).toContain(`\nGONE  ${NAME}  it was to be made anew (image default → el9, delays changed)`);
    expect(list.stdout).toMatch(/demo-default-here +fake +not created/);
  });
});

describe('an instance in which somebody was', () => {
  it('is free as soon as the saltern of that person was killed', async () => {
    await using project = await visitedProject();
    const visit = project.start(['exec', NAME, '--', 'sh', '-c', 'echo in; exec sleep 20']);
    await visit.said(/^in$/m);

    const occupied = await project.saltern(['destroy']);
    const restarted = await project.saltern(['reboot']);
    visit.kill('SIGKILL');
    await visit.ended;
    const free = await project.saltern(['destroy']);

    expect(occupied.code).toBe(2);
    expect(restarted).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Somebody is in .*it would be restarted/),
    });
    expect(free).toEqual({ code: 0, stdout: `removed ${NAME}\n`, stderr: '' });
  });

  it('is no orphan, whatever the run came to that made it', async () => {
    await using project = await pretendedProject({
      suites: { default: { checks: { command: { 'sleep 60': { 'exit-status': 0 } } } } },
    });
    const run = project.start(['test']);
    await run.said(/create +✓/);
    run.kill('SIGKILL');
    await run.ended;
    const visit = project.start(['exec', NAME, '--', 'sh', '-c', 'echo in; exec sleep 60']);
    await visit.said(/^in$/m);

    const occupied = await project.saltern(['destroy', '--orphans']);
    visit.kill('SIGTERM');
    await visit.ended;
    const free = await project.saltern(['destroy', '--orphans']);

    expect(occupied.stdout).toBe('nothing to remove\n');
    expect(free.stdout).toBe(`removed ${NAME}\n`);
  });
});
