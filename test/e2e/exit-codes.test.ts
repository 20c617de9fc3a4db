import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { e2eProject } from '../support/e2e-project.ts';
import { fails, passes, pretendedProject } from '../support/pretended-project.ts';

describe('saltern exits with 0', () => {
  it('when everything passed', async () => {
    await using project = await pretendedProject();

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('1 passed · ');
    expect(stderr).toBe('');
  });

  it('when trouble passed by on another try, and tells of it', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { create: { transient: 1 } } } } });

    const { code, stdout } = await project.saltern(['test']);

    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/RETRIED {2}demo-default-here\n {2}retry {2}create, try 1 of 3 failed/);
  });
});

describe('saltern exits with 1', () => {
  it('when a check does not hold', async () => {
    await using project = await pretendedProject({ suites: { default: fails } });

    const { code, stdout } = await project.saltern(['test']);

    expect(code, stdout).toBe(1);
    expect(stdout).toMatch(/FAIL {2}demo-default-here\n {2}check {2}command false {3}exit-status: expected 0, got 1/);
  });

  it('rather than 3 when one instance failed and another could not be run: a finding comes first', async () => {
    await using project = await pretendedProject({
      suites: { default: fails },
      platforms: { here: {}, there: { fail: { create: 'error' } } },
    });

    const { code, stdout } = await project.saltern(['test']);

    expect(code, stdout).toBe(1);
    expect(stdout).toContain('1 failed, 1 could not be run');
  });
});

describe('saltern exits with 2, starts nothing and says what to do', () => {
  const usage: readonly [string, readonly string[], RegExp][] = [
    ['an unknown verb', ['frobnicate'], /unknown command 'frobnicate'/],
    ['a misspelled verb', ['tset'], /Did you mean test\?/],
    ['an unknown flag', ['test', '--bogus'], /unknown option '--bogus'/],
    ['a flag without its value', ['test', '--tag'], /'--tag <name>' argument missing/],
    ['a bad policy', ['test', '--destroy', 'sometimes'], /Allowed choices are passing, always, never/],
    ['no whole number', ['test', '-c', 'many'], /Expected a whole number above 0, got 'many'/],
    ['an unknown driver', ['test', '--driver', 'dokcer'], /There is no driver 'dokcer'[\s\S]*did you mean 'docker'/i],
    ['an unknown instance', ['test', 'demo-defualt-here'], /Did you mean 'demo-default-here'\?/],
    ['a broken expression', ['test', '/demo(/'], /'\/demo\(\/' is not a valid regular expression/],
    ['an unknown tag', ['test', '--tag', 'slow'], /No instance has the tag 'slow'/],
    ['an instance that is not there', ['exec', 'demo-default-here', '--', 'true'], /saltern create demo-default-here/],
    ["exec with a command's own flags", ['exec', 'demo-default-here', 'ls', '-l'], /'-l'\n.*Put the command after --:/],
    ['login without a terminal', ['login', 'demo-default-here'], /A shell needs a terminal[\s\S]*hint: .*saltern exec/],
    ['exec without a command', ['exec', 'demo-default-here'], /No command was given/],
    ['an unknown snapshot root', ['snapshot', 'list'], /The project names no snapshot root/],
    [
      'a snapshot where there is no root',
      ['test', '--snapshot', 'stable'],
      /There is no snapshot 'stable': the project/,
    ],
    ['a gate where there is no root', ['gate', 'check'], /no snapshot root/],
    ['logs before any run', ['logs'], /No run has left a log yet/],
    ['a project file that is not there', ['list', '--project', 'other.yml'], /'other\.yml' cannot be read/],
  ];

  it.each(usage)('for %s', async (_, argv, sentence) => {
    await using project = await pretendedProject();

    const { code, stdout, stderr } = await project.saltern(argv);

    expect(stderr).toMatch(sentence);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('where there is no saltern.yml', async () => {
    await using project = await e2eProject({ files: { 'notes.txt': '' } });

    const { code, stderr } = await project.saltern(['test']);

    expect(stderr).toMatch(/There is no 'saltern\.yml'[\s\S]*hint: Run `saltern init`/);
    expect(code).toBe(2);
  });

  it('as JSON where JSON was asked for', async () => {
    await using project = await pretendedProject({ more: { pillars: {} } });

    const { code, stdout, stderr } = await project.saltern(['list', '--json']);

    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'CONFIG_INVALID', problems: [{ file: 'saltern.yml', line: expect.any(Number) }] },
    });
    expect(stderr).toBe('');
    expect(code).toBe(2);
  });
});

describe('saltern exits with 3', () => {
  it('when an instance could not be made', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { create: 'error' } } } });

    const { code, stdout } = await project.saltern(['test']);

    expect(code, stdout).toBe(3);
    expect(stdout).toMatch(/ERROR {2}demo-default-here\n {2}error {2}ENGINE_FAILED {2}in create/);
  });

  it('when no engine answers, and says where it asked', async () => {
    await using project = await e2eProject({ files: docker });
    const socket = join(project.directory, 'nobody.sock');

    const test = await project.saltern(['test'], { DOCKER_HOST: `unix://${socket}` });
    const doctor = await project.saltern(['doctor'], { DOCKER_HOST: `unix://${socket}` });

    expect(test.stdout).toContain(socket);
    expect(test.stdout).toContain('hint');
    expect(test.code).toBe(3);
    expect(doctor.stdout).toMatch(/✗ .*nobody\.sock/);
    expect(doctor.code).toBe(3);
  });

  it('not because doctor misses a program that only some need: it warns', async () => {
    await using project = await pretendedProject();

    const { code, stdout } = await project.saltern(['doctor'], { PATH: join(project.directory, 'empty') });

    expect(stdout).toContain("! git: there is no 'git' on the PATH, so formulas in git cannot be fetched");
    expect(stdout).toContain('(Debian: xz-utils)');
    expect(code, stdout).toBe(0);
  });

  it('when an image is neither here nor to be had, and names it', async () => {
    await using project = await e2eProject({ files: docker });

    const { code, stdout } = await project.saltern(['test']);

    expect(stdout).toContain('127.0.0.1:9/nobody/nothing:none');
    expect(stdout).toMatch(/ERROR {2}demo-default-here/);
    expect(code).toBe(3);
    expect(await project.leftovers()).toEqual([]);
  });
});

describe('reports that cannot be written', () => {
  it('are all named, and the verdicts stand: exits with 3 where all passed', async () => {
    await using project = await pretendedProject({
      // A file stands where a folder should be, and the other way round.
      files: { '.saltern/junit.xml/in-the-way': '', '.saltern/badges.json/in-the-way': '' },
    });

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(stdout).toContain('1 passed · ');
    expect(stderr).toMatch(/'.*junit\.xml' could not be written/);
    expect(stderr).toMatch(/badges\.json/);
    expect(code).toBe(3);
  });

  it('do not hide a failure', async () => {
    await using project = await pretendedProject({
      suites: { default: fails },
      files: { '.saltern/junit.xml/in-the-way': '' },
    });

    const { code } = await project.saltern(['test']);

    expect(code).toBe(1);
  });
});

const docker = {
  'saltern.yml': `formula: none
formula-name: demo
platforms: { here: { image: '127.0.0.1:9/nobody/nothing:none' } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`,
};

describe('saltern exits with 130', () => {
  it('when it is interrupted, removes what it made, and calls it neither a failure nor a pass', async () => {
    await using project = await pretendedProject({ platforms: { here: { fail: { exec: 'hang' } } } });
    const run = project.start(['test']);
    await run.said(/create +✓/);

    run.kill('SIGINT');
    const { code, stdout } = await run.ended;
    const list = await project.saltern(['list']);

    expect(code, stdout).toBe(130);
    expect(stdout).toMatch(/interrupted · 1 did not finish/);
    expect(list.stdout).toMatch(/demo-default-here +fake +not created/);
  });

  it('at once when it is interrupted a second time', async () => {
    await using project = await pretendedProject({
      platforms: { here: { fail: { destroy: 'hang', exec: 'hang' } } },
    });
    const run = project.start(['test']);
    await run.said(/create +✓/);
    run.kill('SIGINT');
    await run.said(/verify +!/);

    run.kill('SIGINT');
    const { code, stderr } = await run.ended;

    expect(code).toBe(130);
    expect(stderr).toContain('saltern destroy --orphans');
  });
});

it('saltern test --json prints the run and nothing else, and its exit code is the same', async () => {
  await using project = await pretendedProject({ suites: { default: passes, broken: fails } });

  const { code, stdout, stderr } = await project.saltern(['test', '--json']);

  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    outcome: 'fail',
    counts: { pass: 1, fail: 1, error: 0, skip: 0 },
    instances: [
      { name: 'demo-default-here', outcome: 'pass', trouble: null, kept: false },
      {
        name: 'demo-broken-here',
        outcome: 'fail',
        kept: true,
        steps: [{ step: 'verify', after: [], checks: [{ verifier: 'goss', outcome: 'fail', id: 'false' }] }],
      },
    ],
  });
  expect(stderr).toBe('');
  expect(code).toBe(1);
});

it('saltern exec tells Salt in the instance where its configuration is', async () => {
  await using project = await pretendedProject({ platforms: { here: { exec: 'host' } } });
  await project.saltern(['create']);

  const { stdout } = await project.saltern(['exec', 'demo-*', '--', 'printenv', 'SALT_CONFIG_DIR']);

  expect(stdout).toBe('/var/lib/saltern/etc\n');
});

it('saltern exec gives the exit code and the output of its command, and no other', async () => {
  await using project = await pretendedProject();
  await project.saltern(['create']);

  const result = await project.saltern(['exec', 'demo-*', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7']);
  const asJson = await project.json(['exec', 'demo-*', '--', 'sh', '-c', 'echo out; exit 7']);

  expect(result).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' });
  expect(asJson).toMatchObject({ code: 7, stdout: 'out\n', stderr: '' });
});

it('saltern verify exits with 0 again once what failed was mended in the same instance', async () => {
  const file = { checks: { command: { 'test -e mended': { 'exit-status': 0 } } } };
  await using project = await pretendedProject({ suites: { default: file, other: passes } });
  const before = await project.saltern(['test', '--destroy', 'passing']);

  await project.saltern(['exec', 'demo-default-here', '--', 'touch', 'mended']);
  const after = await project.saltern(['verify', 'demo-default-here']);

  expect(before.code, before.stdout).toBe(1);
  expect(after.code, after.stdout).toBe(0);
});
