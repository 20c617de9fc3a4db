import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { type E2eProject, e2eProject } from '../support/e2e-project.ts';

const ONE = 'web-default-centos-stream-9';

/** A formula that includes another one, which is in a git repository beside the project. */
async function dependingProject(night?: number): Promise<E2eProject & { readonly repository: string }> {
  const project = await e2eProject({
    ...(night === undefined ? {} : { night }),
    files: {
      'web/init.sls': 'include: [base]\n',
      'base-work/base/init.sls': '/etc/from-git: { file.managed: [{ contents: one }] }\n',
    },
  });
  const work = join(project.directory, 'base-work');
  const repository = join(project.directory, 'remotes/base-formula.git');
  const git = (...argv: readonly string[]) =>
    execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...argv], { cwd: work });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message=one');
  await mkdir(join(project.directory, 'remotes'));
  await git('clone', '--quiet', '--bare', work, repository);
  await rm(work, { recursive: true });
  await project.write(
    'saltern.yml',
    `formula: .
formula-name: web
depends: [{ git: '${repository}', ref: main }]
platforms: [centos-stream-9]
suites: { default: { checks: { file: { /etc/from-git: { exists: true } } } } }
`,
  );
  return Object.assign(project, { repository });
}

it('D6: a git dependency is cloned on the host, copied into the guest, and works offline the second time', async () => {
  await using project = await dependingProject(0);
  // A cache of its own: what is fetched here is fetched now, and gone afterwards.
  const cache = { SALTERN_CACHE: join(project.directory, 'cache') };
  await project.saltern(['snapshot', 'create']);

  const first = await project.saltern(['test', ONE, '--destroy', 'never'], cache);
  const copied = await project.saltern([
    'exec',
    ONE,
    '--',
    'find',
    '/',
    '-xdev',
    '-path',
    '*/base/init.sls',
    '-printf',
    '%y',
  ]);
  await rm(project.repository, { recursive: true });
  const second = await project.saltern(['test', ONE], cache);

  expect(first.code, first.stdout + first.stderr).toBe(0);
  expect(first.stderr).toContain(`fetching ${project.repository}`);
  expect(copied.stdout).toMatch(/^f+$/);
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stderr).toMatch(/does not answer: using [0-9a-f]{12} from the cache/);
});

it('D6: a git dependency that cannot be got stops everything, and is named', async () => {
  await using project = await dependingProject();
  await rm(project.repository, { recursive: true });

  const { code, stdout, stderr } = await project.saltern(['test']);
  const list = await project.saltern(['list']);

  expect(stderr).toContain(`git could not get '${project.repository}'`);
  expect(stderr).toMatch(/hint: /);
  expect(stdout).toBe('');
  expect(code).toBe(3);
  // What needs nothing from it still works.
  expect(list.code).toBe(0);
  expect(list.stdout).toMatch(new RegExp(`${ONE} +docker +not created`));
});

it.each([
  [
    'a ref that is not there',
    (text: string) => text.replace('ref: main', 'ref: nowhere'),
    /has no branch, tag or commit 'nowhere'/,
  ],
  [
    'a repository without the formula',
    (text: string) => text.replace('ref: main', 'name: other'),
    /holds no formula 'other'/,
  ],
])('D6: %s is an error that names it', async (_, change, sentence) => {
  await using project = await dependingProject();
  const file = join(project.directory, 'saltern.yml');
  await writeFile(file, change(await readFile(file, 'utf8')));

  const { code, stderr } = await project.saltern(['test']);

  expect(stderr).toMatch(sentence);
  expect(stderr).toContain(project.repository);
  expect([2, 3]).toContain(code);
});
