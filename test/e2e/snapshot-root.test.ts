import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { E2eProject } from '../support/e2e-project.ts';
import { pretendedProject } from '../support/pretended-project.ts';

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
  it('is told once, and instances use what their images are set up for', async () => {
    await using project = await projectOn('mirror');
    await mkdir(join(project.directory, 'mirror'));

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toMatch(
      /^no snapshot in '.*\/mirror' yet: instances use what their images are set up for; take one with saltern snapshot create\n$/,
    );
  });

  it('is nothing to talk about when no snapshot is wanted', async () => {
    await using project = await projectOn('mirror');
    await mkdir(join(project.directory, 'mirror'));

    const { stderr } = await project.saltern(['test', '--snapshot', 'none']);

    expect(stderr).toBe('');
  });
});
