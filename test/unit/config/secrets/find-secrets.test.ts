import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { load, problemsOf, projectFolder } from '../project-folder.ts';

const suites = (suite: object, more: object = {}): string =>
  stringify({ formula: 'formulas/ops-ssh', platforms: ['centos-stream-9'], suites: { default: suite }, ...more });

/** What is hidden once a project with this file, and pillar files beside it, is loaded. */
async function hidden(
  project: string,
  files: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  await using folder = await projectFolder({ 'saltern.yml': project, ...files });
  const found: string[] = [];
  await load(folder, { environment, hide: (values) => found.push(...values) });
  return found;
}

it('hides nothing where nothing is named', async () => {
  expect(await hidden(suites({ pillar: { db: { password: 'hunter2' } } }), {}, { TOKEN: 'abcdef' })).toEqual([]);
});

it.each<[string, readonly string[]]>([
  ['db:password', ['hunter2']],
  ['db', ['hunter2', 'admin', 'one-two', '5432']],
  ['*:password', ['hunter2']],
  ['db:list:*', ['one-two']],
  ['db:list:0', ['one-two']],
  ['db:pass*', ['hunter2']],
  ['other', []],
])("hides what is below the pillar's key '%s'", async (key, values) => {
  const pillar = { db: { password: 'hunter2', user: 'admin', list: ['one-two'], port: 5432, on: true, none: null } };

  expect(await hidden(suites({ pillar, secrets: { pillar: [key] } }))).toEqual(values);
});

it('hides every value of a file that is named, by the rules of Salt, however it is quoted, and by its anchors', async () => {
  const file = "a: &x \"quo\\\"ted\"\nb: [*x, 'it''s']\nc: |\n  two\n  lines\nd: 0644123\ne: yes\nf: ~\ng:\n";

  const found = await hidden(suites({ 'pillar-directories': ['pillar'], secrets: { files: ['keys/*.sls'] } }), {
    'pillar/keys/one.sls': file,
    'pillar/other.sls': 'x: not-secret\n',
  });

  expect(found.toSorted()).toEqual(['0644123', '644123', '215123', "it's", 'quo"ted', 'two\nlines\n'].toSorted());
});

it('hides what a template may hold, before Salt renders it', async () => {
  const file = "#!jinja|yaml\n{% set x = 'from-set' %}\na:\n  b: plain text\n  - 'quoted'\n  c: {{ x }}\n";

  const found = await hidden(suites({ 'pillar-files': { 's.sls': 'p.sls' }, secrets: { files: ['s.sls'] } }), {
    'p.sls': file,
  });

  expect(found).toEqual(['from-set', 'plain text', 'quoted']);
});

it('leaves what is encrypted: it is not secret, and what it holds is known to Salt alone', async () => {
  const file = '#!yaml|gpg\na: |\n  -----BEGIN PGP MESSAGE-----\n  abc\n  -----END PGP MESSAGE-----\nb: plain\n';

  const found = await hidden(suites({ 'pillar-files': { 's.sls': 'p.sls' }, secrets: { files: ['s.sls'] } }), {
    'p.sls': file,
  });

  expect(found).toEqual(['plain']);
});

it('hides variables of the environment that any level names, and those that settings take a secret from', async () => {
  const found = await hidden(
    suites(
      { secrets: { environment: ['ONE', 'UNSET', 'EMPTY'] }, pillar: { 'a-env': 'THREE' } },
      { secrets: { environment: ['TWO'] } },
    ),
    {},
    { ONE: 'first value', TWO: 'second value', THREE: 'third value', EMPTY: '' },
  );

  expect(found).toEqual(['second value', 'first value']);
});

it.each<[string, object, Readonly<Record<string, string>>, string]>([
  ['a value', { pillar: { db: { pin: '123' } }, secrets: { pillar: ['db:pin'] } }, {}, "the value of 'db:pin'"],
  ['a number', { pillar: { pin: 12 }, secrets: { pillar: ['pin'] } }, {}, "the value of 'pin'"],
  ['a variable', { secrets: { environment: ['PIN'] } }, { PIN: 'abc' }, "the variable 'PIN'"],
])(
  'refuses %s that is too short to be hidden, by its name, and does not say it',
  async (_, suite, environment, what) => {
    const [problem = '', ...others] = await problemsOf({ 'saltern.yml': suites(suite) }, { environment });

    expect(problem).toMatch(/^saltern\.yml:\d+:\d+ {2}/);
    expect(problem).toContain(`${what} is too short to be hidden: with fewer than 4 characters`);
    expect(problem).not.toMatch(/123|abc/);
    expect(others).toEqual([]);
  },
);

it('refuses a value of a secret file that is too short', async () => {
  const [problem] = await problemsOf({
    'saltern.yml': suites({ 'pillar-files': { 's.sls': 'p.sls' }, secrets: { files: ['s.sls'] } }),
    'p.sls': 'db:\n  pin: ab\n',
  });

  expect(problem).toContain("the value of 'db:pin' of 's.sls' is too short to be hidden");
});

it('refuses a name that no file of the pillar has: a typing error would show everything', async () => {
  const [problem] = await problemsOf({
    'saltern.yml': suites({ 'pillar-files': { 's.sls': 'p.sls' }, secrets: { files: ['secret.sls'] } }),
    'p.sls': 'a: plain\n',
  });

  expect(problem).toContain("no file of the pillar is named 'secret.sls'");
});

it('takes it where one suite of several has the file that the project names', async () => {
  const project = stringify({
    formula: 'formulas/ops-ssh',
    platforms: ['centos-stream-9'],
    secrets: { files: ['s.sls'] },
    suites: { default: {}, other: { 'pillar-files': { 's.sls': 'p.sls' } } },
  });

  expect(await hidden(project, { 'p.sls': 'a: plain\n' })).toEqual(['plain']);
});

it('is told what is secret before anything is complained about', async () => {
  const found: string[] = [];

  const problems = await problemsOf(
    { 'saltern.yml': suites({ pillar: { a: 'hunter2' }, secrets: { pillar: ['a'] }, states: [], wrong: 1 }) },
    { hide: (values) => found.push(...values) },
  );

  expect(problems.join('\n')).toContain("unknown key 'wrong'");
  expect(found).toEqual(['hunter2']);
});
