import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { e2eProject, type E2eProject } from '../support/e2e-project.ts';

const TIME = 'ops-time-default-centos-stream-9';
const SSH = 'ops-ssh-no-root-centos-stream-9';

describe('the fleet in virtual machines', () => {
  let project: E2eProject;

  beforeAll(async () => {
    project = await e2eProject({ night: 0, driver: 'qemu' });
  });
  afterAll(async () => {
    await project.saltern(['destroy', '--orphans']);
    await project[Symbol.asyncDispose]();
  });

  it('passes with the same suite files as in containers', async () => {
    await project.saltern(['snapshot', 'create']);

    const { code, stdout } = await project.saltern(['test', TIME, SSH]);

    expect(stdout).toContain('2 passed · ');
    expect(code).toBe(0);
  });

  it('fails what fails in containers, keeps it, and lets one in though the formula forbade it', async () => {
    await project.makeNight(1, 'exits');
    await project.saltern(['snapshot', 'create']);

    const test = await project.saltern(['test', TIME]);
    const kernel = await project.saltern(['exec', TIME, '--', 'uname', '-r']);
    const again = await project.saltern(['verify', TIME]);

    expect(test.stdout).toContain('running: expected true, got false');
    expect(test.code).toBe(1);
    expect(kernel).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\./) });
    expect(again.code).toBe(1);
  });

  it('keeps the console and a picture of what did not pass', async () => {
    const { instances } = (await project.json(['verify', TIME])) as {
      instances: readonly { readonly artifacts: readonly string[] }[];
    };

    const files = instances[0]?.artifacts ?? [];

    expect(files.map((file) => file.replace(/^.*\//, '')).toSorted()).toEqual([
      `${TIME}.console.log`,
      `${TIME}.screen.png`,
    ]);
    const picture = await readFile(files.find((file) => file.endsWith('.png')) ?? '');
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
  });

  it('removes a machine with all that belongs to it', async () => {
    const before = (await project.json(['list'])) as readonly { name: string; state: string }[];

    const { code } = await project.saltern(['destroy']);
    const orphans = await project.saltern(['destroy', '--orphans']);

    expect(before.find(({ name }) => name === TIME)?.state).not.toBe('not created');
    expect(code).toBe(0);
    expect(orphans.stdout).not.toContain(TIME);
  });
});
