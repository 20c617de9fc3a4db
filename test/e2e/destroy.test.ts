import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fails, passes, pretendedProject } from '../support/pretended-project.ts';

const STATE = '.saltern/instances/demo-default-here.json';

describe('saltern destroy', () => {
  it('removes what is named, and says what it removed', async () => {
    await using project = await pretendedProject({ platforms: { here: {}, there: {} } });
    await project.saltern(['create']);

    const one = await project.saltern(['destroy', 'demo-default-here']);
    const rest = await project.json(['destroy']);
    const nothing = await project.saltern(['destroy']);

    expect(one).toEqual({ code: 0, stdout: 'removed demo-default-here\n', stderr: '' });
    expect(rest).toEqual({ removed: ['demo-default-there'] });
    expect(nothing).toEqual({ code: 0, stdout: 'nothing to remove\n', stderr: '' });
  });

  it('asks the driver of the plan when the state file is gone, and no other of the project', async () => {
    const elsewhere = { driver: 'docker', image: 'example/none' };
    await using project = await pretendedProject({
      more: { platforms: { elsewhere, here: { fake: { exec: 'host' } } } },
    });
    await project.saltern(['create', 'demo-default-here']);
    await rm(join(project.directory, STATE));

    const destroy = await project.saltern(['destroy', 'demo-default-here'], {
      DOCKER_HOST: `unix://${project.directory}/nobody.sock`,
    });

    expect(destroy).toEqual({ code: 0, stdout: 'removed demo-default-here\n', stderr: '' });
  });

  it('goes on when a driver does not answer, and says of what stayed why', async () => {
    const elsewhere = { driver: 'docker', image: 'example/none' };
    await using project = await pretendedProject({
      more: { platforms: { elsewhere, here: { fake: { exec: 'host' } } } },
    });
    await project.saltern(['create', 'demo-default-here']);
    const nobody = { DOCKER_HOST: `unix://${project.directory}/nobody.sock` };

    const { code, stdout, stderr } = await project.saltern(['destroy'], nobody);
    const data = JSON.parse((await project.saltern(['destroy', '--json'], nobody)).stdout) as object;

    expect(stdout).toBe('removed demo-default-here\n');
    expect(stderr).toMatch(/^Docker did not answer on '.*nobody\.sock'\n/);
    expect(code).toBe(3);
    expect(data).toMatchObject({ removed: [], errors: [{ name: 'demo-default-elsewhere', code: 'ENGINE_MISSING' }] });
  });

  it('--orphans takes what was being written of an instance when its saltern was killed', async () => {
    await using project = await pretendedProject();
    await project.saltern(['create']);
    await project.write(`${STATE}.new`, '{"version":');
    await project.write('.saltern/instances/demo-gone-here.json.new', '{"version":');

    const orphans = await project.saltern(['destroy', '--orphans']);
    const list = await project.saltern(['list']);
    const files = await readdir(join(project.directory, '.saltern/instances'));

    expect(orphans).toEqual({ code: 0, stdout: 'nothing to remove\n', stderr: '' });
    expect(list.stdout).toMatch(/demo-default-here +fake +created/);
    expect(files).toEqual(['demo-default-here.json']);
  });

  it('finds what the project no longer knows', async () => {
    await using project = await pretendedProject({ suites: { default: passes, old: passes } });
    await project.saltern(['create']);
    const text = await project.read('saltern.yml');
    await project.write('saltern.yml', text.replace(/^ {2}old:$/m, '  new:'));

    const { code, stdout } = await project.saltern(['destroy']);

    expect(code).toBe(0);
    expect(stdout.trim().split('\n').toSorted()).toEqual(['removed demo-default-here', 'removed demo-old-here']);
  });
});

describe('saltern destroy --orphans', () => {
  it('removes what a killed run left, and nothing that was kept on purpose', async () => {
    await using project = await pretendedProject({
      suites: { default: fails, other: passes },
      platforms: { here: {}, stuck: { fail: { exec: 'hang' } } },
    });
    await project.saltern(['test', 'demo-default-here']);
    const run = project.start(['test', 'demo-other-stuck']);
    await run.said(/create +✓/);
    run.kill('SIGKILL');
    await run.ended;

    const orphans = await project.saltern(['destroy', '--orphans']);
    const again = await project.saltern(['destroy', '--orphans']);
    const rows = (await project.json(['list'])) as readonly { readonly name: string; readonly state: string }[];

    expect(orphans).toEqual({ code: 0, stdout: 'removed demo-other-stuck\n', stderr: '' });
    expect(again.stdout).toBe('nothing to remove\n');
    expect(rows.filter(({ state }) => state !== 'not created')).toMatchObject([
      { name: 'demo-default-here', state: 'verified: fail' },
    ]);
  });

  it('finds what has no state file at all', async () => {
    await using project = await pretendedProject();
    await project.saltern(['create']);
    await rm(join(project.directory, STATE));

    const { code, stdout } = await project.saltern(['destroy', '--orphans']);

    expect(code).toBe(0);
    expect(stdout).toBe('removed demo-default-here\n');
  });

  it('leaves alone what another saltern works on now', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { exec: 'hang' } } } });
    const run = project.start(['test']);
    await run.said(/create +✓/);

    const { stdout } = await project.saltern(['destroy', '--orphans']);
    run.kill('SIGINT');
    const { code } = await run.ended;

    expect(stdout).toBe('nothing to remove\n');
    expect(code).toBe(130);
  });
});
