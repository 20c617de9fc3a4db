import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { e2eProject, type E2eProject } from '../support/e2e-project.ts';
import { buildTinyRpm, writeTinyRepository } from '../support/tiny-repository.ts';
import { setupTestbed } from '../testbed/setup.ts';

/** Something that no repository has is installed in the image, and goes with `lib` 1 alone. */
const KEEPER = { name: 'keeper', requires: ['lib = 1'] };

let project: E2eProject;

beforeAll(async () => {
  const { images } = await setupTestbed({ quiet: true });
  const file = 'keeper-1.0-1.noarch.rpm';
  const settings = {
    formula: 'none',
    'formula-name': 'demo',
    salt: { from: 'image' },
    platforms: { 'centos-stream-9': { image: images.el9 } },
    prepare: {
      mounts: { [`./${file}`]: `/tmp/${file}` },
      commands: [`dnf -y --disableplugin=local install lib other`, `rpm -i /tmp/${file}`],
    },
    snapshots: { root: 'mirror', repositories: { '*': ['base'] } },
    suites: { default: { checks: { command: { true: { 'exit-status': 0 } } } } },
  };
  project = await e2eProject({ files: { 'saltern.yml': stringify(settings) } });
  const { directory } = project;
  await buildTinyRpm(KEEPER, directory);
  const newer = join(directory, 'newer');
  await mkdir(newer);
  for (const name of ['lib', 'other']) await buildTinyRpm({ name, version: '2' }, newer);
  await writeTinyRepository(join(directory, 'mirror'), 'base', [
    { name: 'lib', version: '1' },
    { name: 'other', version: '1' },
  ]);
  const { code, stderr } = await project.saltern(['snapshot', 'create']);
  expect(code, stderr).toBe(0);
});

afterAll(async () => {
  await project?.saltern(['destroy']);
  await project?.[Symbol.asyncDispose]();
});

function derive(label: string, ...argv: readonly string[]) {
  return ['snapshot', 'derive', 'latest', '--label', label, '--replace', ...argv];
}

it('refuses an upgrade that breaks what is installed in an image, which the dnf of this machine cannot know', async () => {
  const inImage = await project.saltern(derive('breaks', '--add', 'newer/lib-2-1.noarch.rpm'));
  const here = await project.saltern(
    derive('blind', '--add', 'newer/lib-2-1.noarch.rpm', '--solver', 'machine', '--dry-run'),
  );

  expect(inImage, inImage.stderr).toMatchObject({ code: 1, stdout: expect.stringContaining('not created') });
  expect(inImage.stdout).toContain(
    'base: lib-2-1.noarch cannot be installed in centos-stream-9, beside what its image has',
  );
  expect(inImage.stdout).toMatch(/package keeper-1\.0-1\.noarch from @System requires lib = 1/);
  expect(inImage.stdout).toMatch(/solver: dnf 4\.\S+ in centos-stream-9, beside \d+ packages of its image/);
  expect(here).toMatchObject({ code: 0, stdout: expect.stringContaining('each can be installed') });
  expect(here.stdout).toMatch(/solver: dnf 4\.\S+ of this machine, without the packages of an image/);
});

it('keeps with the snapshot whose word it is, and leaves no instance', async () => {
  const made = await project.saltern(derive('good', '--add', 'newer/other-2-1.noarch.rpm'));
  const id = /created (\S+)/.exec(made.stdout)?.[1] ?? '';
  const shown = await project.json(['snapshot', 'show', id]);

  expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('each can be installed') });
  expect(shown).toMatchObject({
    manifest: {
      derivedFrom: { checks: [{ by: 'image', solver: expect.stringMatching(/^dnf 4/), platform: 'centos-stream-9' }] },
    },
  });
  expect(await project.leftovers()).toEqual([]);
  expect(await project.networks()).toEqual([]);
});

it('also lets what is held back be older than what the image has', async () => {
  await writeTinyRepository(join(project.directory, 'mirror'), 'base', [
    { name: 'lib', version: '1' },
    { name: 'other', version: '3' },
  ]);
  await project.saltern(['snapshot', 'create']);

  const held = await project.saltern(['snapshot', 'derive', 'latest', '--label', 'held', '--hold', 'other=1']);

  expect(held, held.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('in centos-stream-9, beside') });
});

it('leaves nothing that is not found again when it is killed while it asks', async () => {
  const child = project.start(derive('killed', '--add', 'newer/other-2-1.noarch.rpm', '--dry-run'));
  await child.said(/asking dnf in centos-stream-9/);
  // Its instance, from the moment on that the engine knows it.
  await expect.poll(() => project.leftovers(), { interval: 50 }).not.toEqual([]);
  child.kill('SIGKILL');
  await child.ended;

  const { code, stderr } = await project.saltern(['destroy', '--orphans']);

  expect(code, stderr).toBe(0);
  expect(await project.leftovers()).toEqual([]);
});

it('goes on with the dnf of this machine where the images cannot be asked, and says why; not where only they will do', async () => {
  const environment = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
  const argv = derive('engineless', '--add', 'newer/lib-2-1.noarch.rpm', '--dry-run');

  const anyhow = await project.saltern(argv, environment);
  const strict = await project.saltern([...argv, '--solver', 'images'], environment);

  expect(anyhow).toMatchObject({ code: 0, stdout: expect.stringContaining('of this machine, without the packages') });
  expect(anyhow.stderr).toContain("dnf cannot be asked in 'centos-stream-9': Docker did not answer");
  expect(strict).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("dnf cannot be asked in 'centos-stream-9'"),
  });
});
