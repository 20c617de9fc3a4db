import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { type ActScene, actScene, workflow } from '../support/act-scene.ts';

const FORMULAS = [...'abcdefghijklmn'].map((letter) => `ops-${letter}`);
const BROKEN = 'broken:\n  test.fail_without_changes: []\n';

/** The one state that the pretended machines tell of: it is of `ops-a`, and fails. */
const TOLD = {
  __id__: 'broken',
  __sls__: 'ops-a',
  __run_num__: 0,
  name: 'broken',
  result: false,
  changes: {},
  comment: 'Failure!',
  duration: 1,
};
const TAG = 'test_|-broken_|-broken_|-fail_without_changes';
const TELLS = [
  { event: 'hello', have: {} },
  { event: 'ready', salt: '3007.15' },
  { event: 'planned', total: 1 },
  { event: 'started', tag: TAG, id: 'broken', function: 'test.fail_without_changes', sls: 'ops-a' },
  { event: 'ended', tag: TAG, result: TOLD, errors: [], unit: null },
  { event: 'returned', value: { [TAG]: TOLD }, retcode: 2 },
  { event: 'done' },
];

/** Fourteen formulas, of which `ops-b` includes `ops-a`; a README belongs to none. */
async function fleet(): Promise<ActScene> {
  const answers = [{ match: 'saltern', stdout: TELLS.map((one) => `${JSON.stringify(one)}\n`).join('') }];
  const project = {
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: { exec: 'answers', answers } } },
    include: 'suites/*.yml',
  };
  const files = FORMULAS.map((name): readonly (readonly [string, string])[] => [
    [`formulas/${name}/${name}/init.sls`, name === 'ops-b' ? 'include:\n  - ops-a\n' : `${name}:\n  test.nop: []\n`],
    [
      `suites/${name}.yml`,
      stringify({
        formula: `../formulas/${name}`,
        ...(name === 'ops-b' ? { depends: ['ops-a'] } : {}),
        suites: { default: { states: [name] } },
      }),
    ],
  ]);
  return await actScene({
    'saltern.yml': stringify(project),
    'README.md': 'formulas\n',
    '.gitignore': '.saltern/\n',
    ...Object.fromEntries(files.flat()),
    '.github/workflows/saltern.yml': await readFile(join(ROOT, '.github/workflows/saltern.yml'), 'utf8'),
    '.github/workflows/formulas.yml': workflow({
      fleet: { uses: './.github/workflows/saltern.yml', with: { 'max-jobs': 2, 'job-seconds': 1 } },
    }),
  });
}

/** Commits a change as a pull request would bring it, and runs its workflow. */
async function pull(scene: ActScene, path: string, text: string) {
  const base = await scene.git('rev-parse', 'HEAD');
  await scene.write(path, text);
  await scene.git('commit', '--all', '--quiet', '--message', 'one file');
  const payload = { pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { ref: 'work' } } };
  return await scene.run({ name: 'pull_request', payload });
}

it('a pull request runs what it can affect, in shards, and one job puts them together', async () => {
  await using scene = await fleet();

  const { isSuccess, log } = await pull(scene, 'formulas/ops-a/ops-a/init.sls', BROKEN);

  expect(isSuccess, log).toBe(false);
  // Each with its reason.
  expect(log).toMatch(/ops-a.*formulas\/ops-a\/ops-a\/init\.sls: in the tree of ops-a/);
  expect(log).toMatch(/ops-b.*formulas\/ops-a\/ops-a\/init\.sls: /);
  // One for each formula that fails there, from the job that has all, and none from the shards.
  const annotations = log.match(/\[.*❗ +::error file=formulas\/ops-a\/ops-a\/init\.sls,line=1,.*/gu) ?? [];
  expect(annotations.map((line) => /All together.*on (ops-[ab])-default-here/u.exec(line)?.[1])).toEqual([
    'ops-a',
    'ops-b',
  ]);
  expect(await readdir(join(scene.store, 'artifacts'))).toEqual(
    expect.arrayContaining(['saltern', 'saltern-plan', 'saltern-shard-1-of-2', 'saltern-shard-2-of-2']),
  );
  const merged = join(scene.store, 'artifacts/saltern');
  const [run = '', ...others] = await readdir(join(merged, 'runs'));
  const record = JSON.parse(await readFile(join(merged, 'runs', run, 'run.json'), 'utf8')) as {
    instances: readonly { name: string; outcome: string }[];
  };
  expect(others).toEqual([]);
  expect(record.instances.map(({ name, outcome }) => `${name} ${outcome}`).toSorted()).toEqual([
    'ops-a-default-here fail',
    'ops-b-default-here fail',
  ]);
  // For the next plan.
  expect(await readdir(join(scene.store, 'caches'))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^saltern-durations-/)]),
  );
});

it('a pull request that can affect nothing runs nothing, and is well', async () => {
  await using scene = await fleet();

  const { isSuccess, log } = await pull(scene, 'README.md', 'formulas of ours\n');

  expect(isSuccess, log).toBe(true);
  expect(await readdir(join(scene.store, 'artifacts'))).toEqual(['saltern-plan']);
});
