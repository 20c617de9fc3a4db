import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type E2eProject, e2eProject } from '../support/e2e-project.ts';

/** Moments spread over a run of some seconds: before the engine is asked, while it creates, boots, converges, verifies. */
const MOMENTS_MS = [150, 400, 600, 800, 1000, 1300, 1800, 2600];
const SELECTED = ['ops-time-default-centos-stream-9', 'ops-ssh-default-centos-stream-8'];

let project: E2eProject;
let projectId: string;

beforeAll(async () => {
  project = await e2eProject({ night: 0 });
  await project.saltern(['snapshot', 'create']);
  // Warm: the prepared images are there, so that the moments fall into the run itself.
  const { code, stdout, stderr } = await project.saltern(['create', ...SELECTED]);
  expect(code, stdout + stderr).toBe(0);
  projectId = (await labelled('container', '{{.Label "saltern.project"}}', []))[0] ?? '';
  expect(projectId).not.toBe('');
  await project.saltern(['destroy']);
});

afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
});

/** What of this project the engine holds. */
async function labelled(kind: 'container' | 'network', format: string, filter: readonly string[]): Promise<string[]> {
  const all = kind === 'container' ? ['--all'] : [];
  const { stdout } = await execa('docker', [
    kind,
    'ls',
    ...all,
    '--format',
    format,
    '--filter',
    'label=saltern.project',
    ...filter,
  ]);
  return stdout.split('\n').filter((line) => line !== '');
}

async function leftovers(): Promise<readonly string[]> {
  const mine = ['--filter', `label=saltern.project=${projectId}`];
  const instances = await readdir(join(project.directory, '.saltern/instances')).catch(() => []);
  return [
    ...(await labelled('container', '{{.Names}}', mine)),
    ...(await labelled('network', '{{.Name}}', mine)),
    // Half-written files are those that were not renamed yet.
    ...instances,
  ];
}

describe('a run that is interrupted (D1, D21)', () => {
  it.each(MOMENTS_MS)('by SIGINT after %i ms leaves no container, network or state file', async (moment) => {
    const child = project.start(['test', ...SELECTED]);
    await delay(moment);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await child.ended;

    expect([130, 0], stdout + stderr).toContain(code);
    expect(await leftovers()).toEqual([]);
  });

  it('by SIGTERM cleans up as well and says that it was interrupted', async () => {
    const child = project.start(['test', ...SELECTED]);
    await delay(1200);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await child.ended;

    expect(code).toBe(130);
    expect(stdout + stderr).toContain('SIGTERM');
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
    // A create that had finished is an instance like any other, not an orphan: destroy removes it.
    await project.saltern(['destroy']);

    expect(code, stdout + stderr).toBe(0);
    expect(await leftovers()).toEqual([]);
  });
});
