import { expect, test } from 'vitest';
import { problemsOf } from './project-folder.ts';

const SUITE = 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites:\n  default:\n';

test('all problems of all files come at once, each at its place', async () => {
  const problems = await problemsOf({
    'saltern.yml': `provisoner: x
platforms: [centos-7, centos-stream-8, centos-stream-9]
include: [suites/*.yml, nope/*.yml]
`,
    'suites/ops-ssh.yml': `formula: ../formulas/ops-ssh
depends: [ops-tmie]
platforms: [centos-7, centos-stream-10]
suites:
  default:
    states: [ops-ssh]
    pillars: {}
`,
    'suites/ops-time.yml':
      'formula: ../formulas/nope\nformula-name: ops-time\nsuites: { default: { timeouts: { converge: 90 } } }',
  });

  expect(problems).toEqual([
    "saltern.yml:1:1  unknown key 'provisoner'",
    "saltern.yml:3:25  no suite file matches 'nope/*.yml' in '.'",
    "suites/ops-ssh.yml:2:11  no formula is called 'ops-tmie', in the project or in 'formulas'; did you mean 'ops-time'?",
    "suites/ops-ssh.yml:3:23  no platform matches 'centos-stream-10'; known: centos-7, centos-stream-8, centos-stream-9",
    "suites/ops-ssh.yml:7:5  unknown key 'pillars'; did you mean 'pillar'?",
    "suites/ops-time.yml:1:1  there is no folder 'formulas/nope'",
    "suites/ops-time.yml:3:44  'converge': expected a duration such as 90s, 30m or 1h, got '90'",
  ]);
});

test('a typo is found at every level', async () => {
  const problems = await problemsOf({
    'saltern.yml': `provisioner: { name: salt }
formula: formulas/ops-ssh
platforms: { centos-7: { imgae: x, docker: { memry: 2g } } }
snapshots: { root: ., repositorys: {} }
suites:
  default:
    exlcudes: [centos-7]
    pre_convrege: echo
    hooks: [{ before: convrege, run: echo }]
    docker: { pull: alwys }
`,
  });

  expect(problems).toEqual([
    "saltern.yml:1:1  unknown key 'provisioner'",
    "saltern.yml:3:26  unknown key 'imgae'; did you mean 'image'?",
    "saltern.yml:3:46  unknown key 'memry'; did you mean 'memory'?",
    "saltern.yml:4:23  unknown key 'repositorys'; did you mean 'repositories'?",
    "saltern.yml:7:5  unknown key 'exlcudes'; did you mean 'excludes'?",
    "saltern.yml:8:5  unknown key 'pre_convrege'; write it under 'hooks' as { before: converge, run: … }",
    "saltern.yml:9:23  'before': expected one of prepare, create, converge, again, reboot, verify, destroy, got 'convrege'; did you mean 'converge'?",
    "saltern.yml:10:21  'pull': expected one of missing, always, never, got 'alwys'; did you mean 'always'?",
  ]);
});

test.each([
  ['states: ops-ssh', "5:13  'states': expected a list, got 'ops-ssh'; write [ops-ssh]"],
  ['pillar: [1]', "5:13  'pillar': expected a map, got a list"],
  ['hooks: [{ before: create, run: true }]', "5:36  'run': expected text, got true"],
  ['hooks: [{ run: echo }]', "5:13  a hook needs either 'before' or 'after'"],
  ['hooks: [{ before: create }]', "5:13  'run' is missing"],
  ['idempotent: maybe', "5:17  'idempotent': expected true or false or a map, got 'maybe'"],
  ['idempotent: false', "5:5  'idempotent: false' needs a reason: add 'because'"],
  ['idempotent: { except: [a] }', "5:27  'except': expected a map, got a list"],
  [
    'steps: [converge, rebot, verify]',
    "5:23  'steps': expected one of converge, again, reboot, verify, got 'rebot'; did you mean 'reboot'?",
  ],
  ['steps: []', "5:5  'steps' is empty: leave it out, or say what `test` does"],
  [
    'steps: [reboot, converge, verify]',
    "5:13  'steps' must begin with 'converge' where there are states, got 'reboot'",
  ],
  ['steps: [converge, converge]', "5:23  'steps' may have 'converge' only once; each further pass is 'again'"],
  [
    'steps: [converge, again]\n    checks: { service: { sshd: { running: true } } }',
    "5:5  'steps' has no 'verify', so the checks would never run",
  ],
  ['formula: none\n    steps: [converge, reboot]', "6:5  'steps' proves nothing: it needs 'converge' or 'verify'"],
  ['checks: []', "5:5  'checks' is empty: leave it out, or say what must hold"],
  ['checks: nope.yml', "5:5  there is no file 'nope.yml'"],
  ['checks: [nope.yml]', "5:14  there is no file 'nope.yml'"],
  ['verify: []', "5:5  'verify' is empty: leave it out, or say what must hold"],
  ['verify: [{ gsos: {} }]', "5:16  unknown key 'gsos'; did you mean 'goss'?"],
  ['verify: [{ goss: nope.yml }]', "5:16  there is no file 'nope.yml'"],
  ['checks: formulas', "5:5  'formulas' is a folder, not a file"],
  ['pillar-files: { ssh.sls: nope.sls }', "5:21  there is no file 'nope.sls'"],
  [
    'pillar-files: { ../../etc/x.sls: saltern.yml }',
    "5:21  expected an sls file's name such as ssh.sls, got '../../etc/x.sls'",
  ],
  ['pillar-directories: [nope]', "5:26  there is no folder 'nope'"],
  ['includes: [centos-8]', "5:16  no platform matches 'centos-8'; known: centos-7"],
  ["excludes: ['*']", "5:5  suite 'default' is left without any platform by its includes and excludes"],
  ['top: {}\n    states: [ops-ssh]', "5:5  either 'states' or 'top', not both"],
  ['states: [ops-ssh]\n    states: [b]', "6:5  key 'states' is there twice; first on line 5"],
  ['vessel: { boot: 5 }', undefined],
])('%s is answered with where and what', async (line, expected) => {
  const problems = await problemsOf({ 'saltern.yml': `${SUITE}    ${line}\n` });

  expect(problems).toEqual(expected === undefined ? [] : [`saltern.yml:${expected}`]);
});

test.each([
  ['a: b: c', "saltern.yml:1:4  a text with ': ' in it needs quotes"],
  ['- a', 'saltern.yml:1:1  expected a map, got a list'],
  ['', "saltern.yml:1:1  'platforms' is missing"],
  ['platforms: [centos-7]', "saltern.yml:1:1  'formula' is missing"],
  [`${SUITE}---\na: 1`, 'saltern.yml:5:1  there is more than one YAML document'],
  [
    `${SUITE}  no/name: {}`,
    "saltern.yml:5:3  expected a name of letters, digits, dots, dashes and underscores, got 'no/name'",
  ],
  [
    `${SUITE}salt: { from: onedir, version: 3007.10 }`,
    "saltern.yml:5:1  Salt from onedir needs 'location' and 'sha256'",
  ],
  [`${SUITE}driver: dokcer`, "saltern.yml:5:1  there is no driver 'dokcer'; did you mean 'docker'?"],
  [
    'formula: formulas/ops-ssh\nplatforms: { mine: }\nsuites: { default: }',
    "saltern.yml:2:14  platform 'mine' needs 'image' for driver 'docker'",
  ],
])('%j is explained', async (text, expected) => {
  const problems = await problemsOf({ 'saltern.yml': text });

  expect(problems.find((problem) => problem.startsWith(expected))).toBeDefined();
});

test('a name that cannot be a folder of the guest is refused', async () => {
  const problems = await problemsOf({
    'saltern.yml': "formula: { git: 'https://git.test/a/..' }\nplatforms: [centos-7, centos-7]\nsuites: { default: }",
  });

  expect(problems).toEqual([
    "saltern.yml:1:1  '..' cannot be a formula's name; give it another with 'formula-name' or 'name'",
    "saltern.yml:2:23  platform 'centos-7' is there twice",
  ]);
});

test('one formula in two files is refused', async () => {
  const problems = await problemsOf({
    'saltern.yml': 'platforms: [centos-7]\ninclude: s/*.yml',
    's/a.yml': 'formula: ../formulas/ops-ssh\nsuites: { one: }',
    's/b.yml': 'formula: ../formulas/ops-ssh\nsuites: { two: }',
  });

  expect(problems).toEqual(["s/b.yml:1:1  formula 'ops-ssh' is already in 's/a.yml'"]);
});

test('two instances of one name are refused', async () => {
  const problems = await problemsOf({
    'saltern.yml': 'platforms: [centos-7]\ninclude: s/*.yml',
    's/a.yml': 'formula: ../formulas/ops-ssh\nformula-name: ops\nsuites: { ssh-one: { states: [ops] } }',
    's/b.yml': 'formula: ../formulas/ops-ssh\nsuites: { one: }',
    'formulas/ops-ssh/ops/init.sls': '',
  });

  expect(problems).toEqual([
    "s/b.yml:2:11  two instances are called 'ops-ssh-one-centos-7'; the other is suite 'ssh-one' at s/a.yml:3",
  ]);
});

test('an overlay for a formula that is not there is refused', async () => {
  const problems = await problemsOf({
    'saltern.yml': `${SUITE}`,
    'saltern.local.yml': 'formulas: { ops-shs: { tags: [a] } }',
  });

  expect(problems).toEqual(["saltern.local.yml:1:13  no formula is called 'ops-shs'; did you mean 'ops-ssh'?"]);
});

test('problems that a verifier finds in checks are told with the others', async () => {
  const problems = await problemsOf({
    'saltern.yml': `${SUITE}    checks: { servcie: { sshd: { running: true } } }\n    pillars: {}\n`,
  });

  expect(problems).toEqual([
    "saltern.yml:5:15  unknown resource type 'servcie'; did you mean 'service'?",
    "saltern.yml:6:5  unknown key 'pillars'; did you mean 'pillar'?",
  ]);
});

test('a gossfile that two suites name is read once, and told once', async () => {
  const problems = await problemsOf({
    'saltern.yml': `${SUITE}    checks: checks.yml\n  other: { checks: [checks.yml] }\n`,
    'checks.yml': 'service:\n  sshd: { running: true }\n  sshd: { enabled: true }\nservcie: { x: { running: true } }\n',
  });

  expect(problems).toEqual([
    "checks.yml:3:3  key 'sshd' is there twice; first on line 2",
    "checks.yml:4:1  unknown resource type 'servcie'; did you mean 'service'?",
  ]);
});

test('aliases that unfold without end are stopped', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `x-${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`,
  );
  const text = `x-0: &l0 [a]\n${levels.join('\n')}\n${SUITE}    pillar: { bomb: *l9 }\n`;

  const problems = await problemsOf({ 'saltern.yml': text });

  expect(problems.join('\n')).toContain('too many values: the aliases of this file unfold without end');
});
