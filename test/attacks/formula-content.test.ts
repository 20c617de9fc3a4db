import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestProject, listServed } from '../support/project-digests.ts';
import { projectFolder, type ProjectFolder } from '../unit/config/project-folder.ts';

/** A formula that is the root of its own repository, with all that saltern writes in the same folder. */
const PROJECT = `formula: .
formula-name: web
platforms: [centos-7]
snapshots: { root: mirror, repositories: { centos-7: [base] } }
gate: policy.yml
reports: { directory: results }
suites: { default: { pillar: { port: 80 } } }
`;

let folder: ProjectFolder;

beforeEach(async () => {
  folder = await projectFolder({
    'saltern.yml': PROJECT,
    'policy.yml': '{}',
    'init.sls': 'a: test.nop\n',
    'files/key': 'x',
    'files/other': 'y',
    '_sdb/x.py': '',
    '_serializers/y.py': '',
  });
  await symlink('key', join(folder.path, 'files/link'));
});

afterEach(() => folder[Symbol.asyncDispose]());

async function put(path: string, text = 'changed'): Promise<void> {
  await mkdir(dirname(join(folder.path, path)), { recursive: true });
  await writeFile(join(folder.path, path), text);
}

async function turn(path: string, target: string): Promise<void> {
  await rm(join(folder.path, path), { force: true });
  await symlink(target, join(folder.path, path));
}

describe('a result of another formula is not taken for one of this', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a file that nobody may read any more', () => chmod(join(folder.path, 'files/key'), 0o600)],
    ['a file that everybody may write now', () => chmod(join(folder.path, 'files/key'), 0o666)],
    ['a file that gives the rights of its owner', () => chmod(join(folder.path, 'files/key'), 0o4755)],
    ['a link that is turned elsewhere', () => turn('files/link', 'other')],
    ['a link in place of a file with the same bytes', () => turn('files/other', 'link')],
    ['a module of a kind that Salt rarely loads', () => put('_sdb/x.py')],
    ['a module of another such kind', () => put('_serializers/y.py')],
    ['a file that is named nearly like litter', () => put('files/swap.sls')],
    ['a hidden file', () => put('files/.hidden')],
    ['a file that an ignored one is a link to', () => put('files/key')],
    ['another list of what is ignored', () => put('saltern.yml', `${PROJECT}ignore: [files/other]\n`)],
  ])('%s', async (_, change) => {
    const before = await digestProject(folder);

    await change();

    expect((await digestProject(folder)).formula).not.toBe(before.formula);
  });
});

describe('a result of other data is not taken for one of this', () => {
  it.each([
    ['80: x', "'80': x"],
    ['yes: x', "'yes': x"],
    ['~: x', "'': x"],
    ['v: 1', 'v: 1.0'],
    ['v: 0644', "v: '644'"],
    ['v: 42535295865117307932921825928971026432', 'v: 42535295865117307932921825928971026433'],
    ['v: .inf', "v: '.inf'"],
    ['v: 61e9540', 'v: .inf'],
  ])('%s and %s', async (one, other) => {
    const write = async (data: string, word: string): Promise<string> => {
      await put('saltern.yml', PROJECT.replace('pillar: { port: 80 }', `${word}: { ${data} }`));
      return (await digestProject(folder)).suite;
    };

    for (const word of ['pillar', 'grains', 'minion'])
      expect(await write(one, word)).not.toBe(await write(other, word));
  });
});

describe('what saltern and others write in its folder is no part of a formula, so a result stays one of it', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a report', () => put('results/runs/1/junit.xml')],
    ['a report in the folder of old', () => put('.saltern/latest')],
    ['a snapshot', () => put('mirror/snapshots/20261122T013000/manifest.json')],
    ['a package in the pool', () => put('mirror/pool/aa')],
    ['a comment in the project file', () => put('saltern.yml', `${PROJECT}# said\n`)],
    ['another policy', () => put('policy.yml', '# said\n')],
    ['an overlay', () => put('saltern.local.yml', '{}')],
    ['a swap file', () => put('.init.sls.swp')],
    ['what Python leaves', () => put('_sdb/__pycache__/x.cpython-311.pyc')],
    ['a commit', () => put('.git/refs/heads/main')],
    ['a lock of Emacs, which is a broken link', () => turn('.#init.sls', 'me@host.1:2')],
    ["a broken link in saltern's own folder", () => put('results/x').then(() => turn('results/latest', 'runs/gone'))],
  ])('%s', async (_, change) => {
    const before = await digestProject(folder);

    await change();

    expect(await digestProject(folder)).toEqual(before);
  });

  it('where snapshots lie in the very folder of the formula', async () => {
    await put('saltern.yml', PROJECT.replace('root: mirror', 'root: .'));
    const before = await digestProject(folder);

    await put('snapshots/20261122T013000/manifest.json');
    await put('pool/aa');
    await put('audit.ndjson');
    await mkdir(join(folder.path, 'channels'));
    await turn('channels/stable', '../snapshots/gone');

    expect(await digestProject(folder)).toEqual(before);
  });

  it('where a report is put beside the states', async () => {
    await put('saltern.yml', PROJECT.replace('reports: {', 'reports: { junit: { file: ci/junit.xml },'));
    const before = await digestProject(folder);

    await put('ci/junit.xml');

    expect(await digestProject(folder)).toEqual(before);
  });
});

it('what is ignored is not tested either: it does not come into the guest', async () => {
  await put('saltern.yml', `${PROJECT}ignore: ['*.sls', '!/init.sls']\n`);
  await put('secret.sls');

  const served = await listServed(folder);

  expect(served).toContain('web/init.sls');
  expect(served).not.toContain('web/secret.sls');
  expect(await readFile(join(folder.path, 'secret.sls'), 'utf8')).toBe('changed');
});
