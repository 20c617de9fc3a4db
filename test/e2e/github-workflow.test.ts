import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { actScene, workflow } from '../support/act-scene.ts';

const FORMULAS = Array.from({ length: 14 }, (_, index) => `ops-${String.fromCodePoint('a'.codePointAt(0)! + index)}`);

/** Fourteen formulas; the second includes the first, and the last fails. */
async function fleet(): Promise<Readonly<Record<string, string>>> {
  const project = {
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: { exec: 'host' } } },
    include: 'suites/*.yml',
  };
  const suite = (name: string) => ({
    formula: `../formulas/${name}`,
    steps: ['verify'],
    suites: {
      default: { checks: { command: { [name === 'ops-n' ? 'false' : 'true']: { 'exit-status': 0 } } } },
    },
  });
  const state = (name: string) => (name === 'ops-b' ? 'include: [ops-a]\n' : `${name}:\n  test.nop: []\n`);
  return {
    'saltern.yml': stringify(project),
    'README.md': 'formulas\n',
    '.gitignore': '.saltern/\n',
    ...Object.fromEntries(
      FORMULAS.flatMap((name) => [
        [`suites/${name}.yml`, stringify({ ...suite(name), ...(name === 'ops-b' ? { depends: ['ops-a'] } : {}) })],
        [`formulas/${name}/${name}/init.sls`, state(name)],
      ]),
    ),
    '.github/workflows/saltern.yml': await readFile(join(ROOT, '.github/workflows/saltern.yml'), 'utf8'),
    '.github/workflows/formulas.yml': workflow(
      { fleet: { uses: './.github/workflows/saltern.yml', with: { 'max-jobs': 2 } } },
      ['pull_request', 'push'],
    ),
  };
}

it('a pull request runs what it can affect in shards, and one job puts them together', async () => {
  await using scene = await actScene(await fleet());
  const base = await scene.git('rev-parse', 'HEAD');
  await scene.write('formulas/ops-a/ops-a/init.sls', 'changed:\n  test.nop: []\n');
  await scene.git('commit', '--all', '--quiet', '--message', 'one file');
  const payload = { pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { ref: 'work' } } };

  const { isSuccess, log } = await scene.run({ name: 'pull_request', payload });

  expect(isSuccess, log).toBe(true);
  const record = JSON.parse(await readFile(await findRecord(join(scene.store, 'artifacts/saltern')), 'utf8')) as {
    instances: readonly { name: string; outcome: string }[];
  };
  expect(record.instances.map(({ name, outcome }) => `${name} ${outcome}`).toSorted()).toEqual([
    'ops-a-default-here pass',
    'ops-b-default-here pass',
  ]);
});

async function findRecord(folder: string): Promise<string> {
  const [run = ''] = await readdir(join(folder, 'runs'));
  return join(folder, 'runs', run, 'run.json');
}
