import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type E2eProject, e2eProject } from '../support/e2e-project.ts';
import { pretendedProject } from '../support/pretended-project.ts';

/** Only ever the pretended images: those of this machine's engine are not ours to remove. */
const LIST = ['cache', 'list', '--driver', 'fake'];
const PRUNE = ['cache', 'prune', '--driver', 'fake'];
const DAY_S = 24 * 60 * 60;

/** Three images; an instance uses the first. */
function threeImages(): Promise<E2eProject> {
  return pretendedProject({ platforms: { one: { image: 'i/1' }, two: { image: 'i/2' }, three: { image: 'i/3' } } });
}

async function makeImages(project: E2eProject): Promise<void> {
  await project.saltern(['create']);
  await project.saltern(['destroy', 'demo-default-two', 'demo-default-three']);
}

/** As if nobody had used it for so many days. */
async function age(project: E2eProject, title: string, days: number): Promise<void> {
  const { entries } = (await project.json(LIST)) as { entries: readonly { id: string; title: string }[] };
  const id = entries.find((entry) => entry.title.startsWith(title))?.id ?? '';
  const then = Date.now() / 1000 - days * DAY_S;
  await utimes(join(project.directory, 'cache/fake/images', id), then, then);
}

describe('saltern cache list', () => {
  it('shows what is kept, its size, its last use, and whether it is in use', async () => {
    await using project = await threeImages();
    await makeImages(project);

    const { code, stdout, stderr } = await project.saltern(LIST);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^DRIVER +KIND +WHAT +SIZE +LAST USED \(UTC\) +IN USE$/);
    expect(
      rows
        .slice(0, -1)
        .map((row) => row.replaceAll(/ {2,}/g, ' | '))
        .toSorted(),
    ).toEqual([
      expect.stringMatching(/^fake \| prepared \| one · i\/1 \| \d+ B \| \d{4}-\d\d-\d\d \d\d:\d\d \| yes$/),
      expect.stringMatching(/^fake \| prepared \| three · i\/3 \| \d+ B \| \d{4}-\d\d-\d\d \d\d:\d\d$/),
      expect.stringMatching(/^fake \| prepared \| two · i\/2 \| \d+ B \| \d{4}-\d\d-\d\d \d\d:\d\d$/),
    ]);
    expect(rows.at(-1)).toMatch(/^\d+ B in all$/);
  });

  it('needs no project', async () => {
    await using project = await e2eProject({ files: { 'notes.txt': '' } });

    const list = await project.saltern(LIST);
    const json = await project.json(LIST);

    expect(list).toEqual({ code: 0, stdout: 'nothing is kept\n', stderr: '' });
    expect(json).toEqual({ entries: [], bytes: 0 });
  });

  it('leaves out a driver that does not answer, unless it was named', async () => {
    await using project = await e2eProject({ files: { 'notes.txt': '' } });
    const none = { DOCKER_HOST: 'unix:///run/no-engine-here.sock' };

    const all = await project.saltern(['cache', 'list'], none);
    const named = await project.saltern(['cache', 'list', '--driver', 'docker'], none);
    const unknown = await project.saltern(['cache', 'list', '--driver', 'dokcer']);

    expect(all).toMatchObject({ code: 0, stderr: expect.stringMatching(/^left out 'docker': Docker did not answer/) });
    expect(named).toMatchObject({ code: 3, stderr: expect.stringContaining('Docker did not answer') });
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean 'docker'?") });
  });
});

describe('saltern cache prune', () => {
  it('removes what was not used for ten days, and says what and how much', async () => {
    await using project = await threeImages();
    await makeImages(project);
    await age(project, 'one', 40);
    await age(project, 'two', 11);
    await age(project, 'three', 9);

    const dry = await project.saltern([...PRUNE, '--dry-run']);
    const prune = await project.saltern(PRUNE);
    const again = await project.saltern(PRUNE);

    expect(dry.stdout).toMatch(/^would remove fake {2}prepared {2}two · i\/2 {2}\d+ B\nwould free \d+ B\n$/);
    expect(prune.stdout).toBe(dry.stdout.replace('would remove', 'removed').replace('would free', 'freed'));
    expect(again).toEqual({ code: 0, stdout: 'nothing to remove\n', stderr: '' });
  });

  it('takes another age, or what was not used for longest until the rest fits', async () => {
    await using project = await threeImages();
    await makeImages(project);
    await age(project, 'two', 3);
    await age(project, 'three', 2);

    const kept = await project.saltern([...PRUNE, '--to-size', '1G']);
    const old = await project.saltern([...PRUNE, '--older-than', '60h']);
    const { bytes } = (await project.json(LIST)) as { bytes: number };
    const big = await project.json([...PRUNE, '--to-size', `${((bytes - 1) / 1024).toFixed(3)}K`]);

    expect(kept.stdout).toBe('nothing to remove\n');
    expect(old.stdout).toMatch(/^removed fake {2}prepared {2}two · /);
    expect(big).toMatchObject({ removed: [{ driver: 'fake', title: 'three · i/3' }], dryRun: false });
  });

  it('removes everything with --all, but for what is in use', async () => {
    await using project = await threeImages();
    await makeImages(project);

    const first = await project.saltern([...PRUNE, '--all']);
    await project.saltern(['destroy']);
    const second = await project.saltern([...PRUNE, '--all']);

    expect(first.stdout).toMatch(/removed .*two[^]*freed/);
    expect(first.stdout).not.toContain('one · ');
    expect(second.stdout).toMatch(/^removed .*one · /);
    expect(await readdir(join(project.directory, 'cache/fake/images'))).toEqual([]);
  });

  it.each([
    [['--older-than', 'ten days'], "'ten days' is not an age"],
    [['--to-size', '20'], "'20' is not a size"],
    [['--all', '--to-size', '1G'], "'--all' cannot go together"],
  ])('refuses %j', async (flags, message) => {
    await using project = await e2eProject({ files: { 'notes.txt': '' } });

    const { code, stderr } = await project.saltern([...PRUNE, ...flags]);

    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('saltern cache save, load, key', () => {
  const elsewhere = { SALTERN_CACHE: 'another-cache' };
  const KEY = ['cache', 'key', '--driver', 'fake'];

  it('carries what was used to a machine that then need not make it', async () => {
    await using project = await threeImages();
    await makeImages(project);
    await age(project, 'two', 3);

    const save = await project.saltern(['cache', 'save', 'images', '--driver', 'fake']);
    const again = await project.saltern(['cache', 'save', 'images', '--driver', 'fake']);
    const load = await project.saltern(['cache', 'load', 'images'], elsewhere);
    const { entries } = (await project.json(LIST, elsewhere)) as { entries: readonly { title: string }[] };

    expect(save).toEqual({ code: 0, stdout: "saved 2 images of fake in 'images'\n", stderr: '' });
    expect(again.stdout).toBe("'images' holds 2 images of fake already\n");
    expect(load).toEqual({ code: 0, stdout: "2 images of fake of 'images' can be used\n", stderr: '' });
    expect(entries.map(({ title }) => title).toSorted()).toEqual(['one · i/1', 'three · i/3']);
  });

  it('tells what is no such folder, or is damaged, and takes in nothing', async () => {
    await using project = await e2eProject({
      files: {
        'empty/notes.txt': '',
        'torn/contents.json': '{"version":1,"entr',
        'foreign/contents.json': '{"version":1,"entries":{"vagrant":["a"]}}',
        'poor/contents.json': '{"version":1,"entries":{"fake":["a"]}}',
      },
    });

    const [empty, ...damaged] = await Promise.all(
      ['empty', 'torn', 'foreign', 'poor'].map((folder) => project.saltern(['cache', 'load', folder])),
    );

    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('`saltern cache save` has written') });
    expect(damaged.map(({ code }) => code)).toEqual([3, 3, 3]);
    expect(damaged[1]?.stderr).toContain("it is for a driver 'vagrant', which there is not");
    expect(await project.json(LIST)).toEqual({ entries: [], bytes: 0 });
  });

  it('has one name for the same images, another for others, and a beginning that they share', async () => {
    await using project = await threeImages();

    const [all, same, one] = await Promise.all([
      project.json(KEY),
      project.json(KEY),
      project.json([...KEY, 'demo-default-one']),
    ]);
    await project.write('saltern.yml', (await project.read('saltern.yml')).replace('i/1', 'i/other'));
    const other = await project.json(KEY);

    expect(all).toEqual({
      key: expect.stringMatching(/^saltern-fake-\w+-[0-9a-f]{16}$/),
      drivers: ['fake'],
      fallback: expect.any(String),
    });
    expect(same).toEqual(all);
    expect(new Set([all, one, other].map((each) => (each as { key: string }).key)).size).toBe(3);
    expect(new Set([all, one, other].map((each) => (each as { fallback: string }).fallback)).size).toBe(1);
  });
});
