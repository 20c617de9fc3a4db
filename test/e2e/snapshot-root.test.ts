import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { E2eProject } from '../support/e2e-project.ts';
import { pretendedProject } from '../support/pretended-project.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

/** A project that names a snapshot root beside it. */
function projectOn(root: string): Promise<E2eProject> {
  return pretendedProject({ more: { snapshots: { root } } });
}

describe('a snapshot root that is misspelt', () => {
  it('is named where it is written, and nothing is started', async () => {
    await using project = await projectOn('miror-typo');

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(stderr).toMatch(/^saltern\.yml:\d+:\d+ {2}there is no folder 'miror-typo'\n/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('stands in nobody’s way who uses none of it', async () => {
    await using project = await projectOn('miror-typo');

    const test = await project.saltern(['test', '--snapshot', 'none']);
    const list = await project.saltern(['list']);
    const destroy = await project.saltern(['destroy']);

    expect(test.code, test.stderr).toBe(0);
    expect([list.code, destroy.code]).toEqual([0, 0]);
  });
});

it('a snapshot root that cannot be read is no root without snapshots', async () => {
  await using project = await projectOn('mirror');
  await mkdir(join(project.directory, 'mirror'));
  await symlink('snapshots', join(project.directory, 'mirror', 'snapshots'));

  const { code, stdout, stderr } = await project.saltern(['test']);

  expect(stderr).toMatch(/The snapshot root '.*\/mirror' cannot be read: .*ELOOP/);
  expect([code, stdout]).toEqual([2, '']);
});

describe('a snapshot root without a snapshot', () => {
  it('is said once, and instances use the repositories of their images', async () => {
    await using project = await projectOn('mirror');
    await mkdir(join(project.directory, 'mirror'));

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toMatch(
      /^no snapshot in '.*\/mirror' yet: instances use the repositories of their images; take one with `saltern snapshot create`\n$/,
    );
  });

  it('is nothing to talk about when no snapshot is wanted', async () => {
    await using project = await projectOn('mirror');
    await mkdir(join(project.directory, 'mirror'));

    const { stderr } = await project.saltern(['test', '--snapshot', 'none']);

    expect(stderr).toBe('');
  });
});

it('mirrors may lie elsewhere than the snapshots', async () => {
  const snapshots = { root: 'snapshots-here', source: { mirror: { directory: 'mirrors-there' } } };
  await using project = await pretendedProject({ more: { snapshots } });
  await mkdir(join(project.directory, 'snapshots-here'));
  await writeTinyRepository(join(project.directory, 'mirrors-there'), 'base9', [{ name: 'chrony' }]);

  const first = await project.saltern(['snapshot', 'create']);
  const second = await project.saltern(['snapshot', 'create', 'base9']);
  const list = await project.saltern(['snapshot', 'list']);

  expect(first, first.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/^created \S+ {2}base9 1 /) });
  expect(second.stdout).toMatch(/^nothing changed since /);
  expect(list.stdout.split('\n')).toHaveLength(3);
  expect(await readdir(join(project.directory, 'mirrors-there'))).toEqual(['base9-latest']);
  expect(await readdir(join(project.directory, 'snapshots-here'))).not.toContain('base9-latest');
});

it('a snapshot source that there is not is told where it is written', async () => {
  await using project = await pretendedProject({ more: { snapshots: { root: 'mirror', source: { miror: {} } } } });

  const { code, stderr } = await project.saltern(['snapshot', 'create']);

  expect(stderr).toMatch(/^saltern\.yml:\d+:\d+ {2}unknown key 'miror'; did you mean 'mirror'\?\n/);
  expect(code).toBe(2);
});

it('a pretended project is tested on a snapshot, judged and promoted; made in another way it needs new results', async () => {
  const snapshots = { root: 'mirror', repositories: { here: ['base9'] } };
  const policy = "channels: { stable: { require: [{ suites: '*', platforms: '*' }] } }\n";
  await using project = await pretendedProject({
    more: { snapshots, gate: 'gate.yml' },
    files: { 'gate.yml': policy },
  });
  await writeTinyRepository(join(project.directory, 'mirror'), 'base9', [{ name: 'chrony' }]);

  const create = await project.saltern(['snapshot', 'create']);
  const test = await project.saltern(['test', '--destroy', 'never']);
  const promote = await project.saltern(['promote']);
  const show = await project.saltern(['snapshot', 'show']);
  await project.write('other.yml', stringify({ prepare: { commands: ['true'] } }));
  const changed = await project.saltern(['gate', 'check', '--overlay', 'other.yml']);

  expect(create, create.stdout).toMatchObject({ code: 0, stderr: '' });
  expect(test, test.stdout).toMatchObject({ code: 0, stderr: '' });
  expect(promote, promote.stdout).toMatchObject({ code: 0, stderr: '' });
  expect(show.stdout).toContain('channel  stable\nreferred to by  1 result, 1 run with instances\n');
  expect(changed.stdout).toMatch(
    /STALE +demo-default-here +the platform, its preparation or its hooks have changed since/,
  );
});
