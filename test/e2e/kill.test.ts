import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type E2eProject, e2eProject } from '../support/e2e-project.ts';

/** Moments spread over a run of some seconds: before the engine is asked, while it creates, boots, converges, verifies. */
const MOMENTS_MS = [150, 400, 600, 800, 1000, 1300, 1800, 2600];
const SELECTED = ['ops-time-default-centos-stream-9', 'ops-ssh-default-centos-stream-8'];

let project: E2eProject;

beforeAll(async () => {
  project = await e2eProject({ night: 0 });
  await project.saltern(['snapshot', 'create']);
  // Warm: the prepared images are there, so that the moments fall into the run itself.
  const { code, stdout, stderr } = await project.saltern(['create', ...SELECTED]);
  expect(code, stdout + stderr).toBe(0);
  // What is looked for is what there is: two instances and their network.
  expect(await project.leftovers()).toHaveLength(2);
  expect(await project.networks()).toHaveLength(1);
  await project.saltern(['destroy']);
  expect(await project.networks()).toEqual([]);
});

afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
});

/** Of the project in the engine, and files of instances; half-written ones are those that were not renamed yet. */
async function leftovers(): Promise<readonly string[]> {
  const files = await readdir(join(project.directory, '.saltern/instances')).catch(() => []);
  return [...(await project.leftovers()), ...(await project.networks()), ...files];
}

describe('a run that is interrupted', () => {
  it.each(MOMENTS_MS)('by SIGINT after %i ms leaves no container, network or state file (D1)', async (moment) => {
    const child = project.start(['test', ...SELECTED]);
    await delay(moment);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await child.ended;

    expect([130, 0], stdout + stderr).toContain(code);
    // A run that was over before it was interrupted leaves the network to the next.
    expect(await (code === 130 ? leftovers() : project.leftovers())).toEqual([]);
  });

  it('by SIGTERM while it converges cleans up as well and says that it was interrupted (D21)', async () => {
    const child = project.start(['test', ...SELECTED]);
    await child.said(/create +✓/);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await child.ended;

    expect(code, stdout + stderr).toBe(130);
    expect(stdout + stderr).toMatch(/interrupted|SIGTERM/);
    expect(await leftovers()).toEqual([]);
  });

  it('by a closed terminal cleans up as well', async () => {
    const child = project.start(['test', ...SELECTED]);
    await child.said(/create +✓/);
    child.kill('SIGHUP');
    const { code, stdout, stderr } = await child.ended;

    expect(code, stdout + stderr).toBe(130);
    expect(await leftovers()).toEqual([]);
  });
});

describe('a run that is killed', () => {
  it.each(MOMENTS_MS)('after %i ms leaves nothing that destroy --orphans does not find', async (moment) => {
    const child = project.start(['test', ...SELECTED]);
    await delay(moment);
    child.kill('SIGKILL');
    await child.ended;

    const { code, stdout, stderr } = await project.saltern(['destroy', '--orphans']);

    expect(code, stdout + stderr).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it('can be followed by a run as if nothing had been', async () => {
    const child = project.start(['test', ...SELECTED]);
    await child.said(/create +✓/);
    child.kill('SIGKILL');
    await child.ended;

    const { code, stdout, stderr } = await project.saltern(['test', ...SELECTED]);
    const left = await project.leftovers();
    await project.saltern(['destroy']);

    expect(code, stdout + stderr).toBe(0);
    expect(left).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });
});
