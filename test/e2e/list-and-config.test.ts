import { globSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { buildProgram } from '../../src/cli/program.ts';
import { type E2eProject, e2eProject, ROOT } from '../support/e2e-project.ts';
import { fakeApp } from '../support/fake-app.ts';
import { listVerbs } from '../support/list-verbs.ts';
import { passes, pretendedProject } from '../support/pretended-project.ts';

interface Row {
  readonly path: string;
  readonly value: unknown;
  readonly origin: string;
}

describe('saltern list', () => {
  it('shows every instance with its state in a table', async () => {
    await using project = await pretendedProject({
      suites: { default: passes, long: passes },
      platforms: { here: {}, elsewhere: {} },
    });
    await project.saltern(['create', 'demo-default-here']);

    const { code, stdout } = await project.saltern(['list']);

    expect(code).toBe(0);
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^INSTANCE +DRIVER +STATE +SINCE \(UTC\)$/);
    expect(rows.map((row) => row.replace(/ +\d{4}-\d\d-\d\d \d\d:\d\d$/, '').replaceAll(/ {2,}/g, ' | '))).toEqual([
      'demo-default-here | fake | created',
      'demo-default-elsewhere | fake | not created',
      'demo-long-here | fake | not created',
      'demo-long-elsewhere | fake | not created',
    ]);
    expect(rows.map((row) => row.indexOf('fake'))).toEqual(rows.map(() => head.indexOf('DRIVER')));
  });

  it('gives the same as JSON, each row with the same keys', async () => {
    await using project = await pretendedProject({
      suites: { default: { ...passes, tags: ['quick'] }, other: passes },
    });
    await project.saltern(['test', 'demo-default-here', '--destroy', 'never']);

    const rows = (await project.json(['list'])) as readonly Record<string, unknown>[];

    expect(rows).toEqual([
      {
        name: 'demo-default-here',
        driver: 'fake',
        platform: 'here',
        tags: ['quick'],
        hasChecks: true,
        state: 'verified',
        snapshot: null,
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        verdict: expect.objectContaining({ instance: 'demo-default-here', outcome: 'pass', snapshot: null }),
        attempt: null,
        isFailed: false,
      },
      {
        name: 'demo-other-here',
        driver: 'fake',
        platform: 'here',
        tags: [],
        hasChecks: true,
        state: 'not created',
        snapshot: null,
        since: null,
        verdict: null,
        attempt: null,
        isFailed: false,
      },
    ]);
  });

  it.each([
    ['the demo', 'examples/demo/saltern.yml', ['ops-ssh', 'ops-syslog', 'ops-time']],
    [
      'the fleet',
      'suites/saltern.yml',
      globSync('suites/ops-*.yml', { cwd: ROOT }).map((file) => basename(file, '.yml')),
    ],
  ])('finds the formulas of %s, however large the fleet is', async (_, file, formulas) => {
    await using project = await pretendedProject();

    const { stdout, stderr } = await project.saltern(['--project', join(ROOT, file), 'list', '--bare']);
    const names = stdout.trim().split('\n');

    expect(stderr).toBe('');
    expect([...new Set(names.map((name) => /^ops-[^-]+/.exec(name)?.[0]))].toSorted()).toEqual(formulas.toSorted());
  });

  it.each([
    ['a glob', ['demo-*-here'], ['demo-default-here', 'demo-other-here']],
    ['an expression', ['/OTHER/i'], ['demo-other-here', 'demo-other-there']],
    ['a tag', ['--tag', 'quick'], ['demo-default-here', 'demo-default-there']],
    ['several, each once', ['demo-other-*', '/there$/'], ['demo-default-there', 'demo-other-here', 'demo-other-there']],
  ])('selects by %s', async (_, argv, expected) => {
    await using project = await pretendedProject({
      suites: { default: { ...passes, tags: ['quick'] }, other: passes },
      platforms: { here: {}, there: {} },
    });

    const rows = (await project.json(['list', ...argv])) as readonly { name: string }[];

    expect(rows.map(({ name }) => name)).toEqual(expected);
  });

  it('says so when a state file is damaged, and destroy mends it', async () => {
    await using project = await pretendedProject();
    await project.saltern(['create']);
    await project.write('.saltern/instances/demo-default-here.json', '{"version": 1, "na');

    const damaged = await project.saltern(['list']);
    const destroy = await project.saltern(['destroy']);
    const mended = await project.saltern(['list']);

    expect(damaged.stdout).toMatch(/demo-default-here .*damaged/);
    expect(destroy).toMatchObject({ code: 0, stdout: 'removed demo-default-here\n' });
    expect(mended.stdout).toMatch(/demo-default-here +fake +not created/);
  });

  it('stops quietly when nobody reads on', async () => {
    const suites = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`suite-${index}`, passes]));
    await using project = await pretendedProject({ suites });

    const { stderr, exitCode } = await execa(
      'sh',
      ['-c', '"$0" "$1" list | head -1', process.execPath, join(ROOT, 'src/cli/main.ts')],
      { cwd: project.directory },
    );

    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});

describe('saltern reboot', () => {
  it('restarts those that are there, and leaves the others', async () => {
    await using project = await pretendedProject({ platforms: { here: {}, there: {} } });
    await project.saltern(['create', 'demo-default-here']);

    const { code, stdout, stderr } = await project.saltern(['reboot']);
    const json = await project.json(['reboot']);
    const state = JSON.parse(await project.read('.saltern/instances/demo-default-here.json')) as { handle: unknown };

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'restarted demo-default-here\n' });
    // It takes a while: who waits is told what for.
    expect(stderr).toBe("restarting 'demo-default-here'\n");
    expect(json).toEqual({ restarted: ['demo-default-here'] });
    expect(state.handle).toMatchObject({ boots: 3 });
  });

  it('says so when there is none', async () => {
    await using project = await pretendedProject();

    const { code, stderr } = await project.saltern(['reboot']);

    expect(stderr).toMatch(/hint: Start one with `saltern create`/);
    expect(code).toBe(2);
  });
});

describe('saltern config show', () => {
  it('names for every value where it comes from: default, project, suite file, overlay, environment, flag', async () => {
    await using project = await pretendedProject({
      more: { timeouts: { verify: '1m' }, include: 'suites/*.yml', concurrency: 3 },
      files: {
        'suites/other.yml': 'formula: none\nformula-name: other\nsuites:\n  default:\n    timeouts: { create: 9s }\n',
        'saltern.local.yml': 'timeouts: { destroy: 7s }\n',
        'more.yml': 'platforms:\n  here: { fake: { cores: 0.7 } }\n',
      },
    });

    const argv = ['config', 'show', 'other-default-here', '--overlay', 'more.yml'];
    const rows = (await project.json(argv, { SALTERN_DESTROY: 'always', SALTERN_SALT: '3006.1' })) as readonly Row[];
    const origins = Object.fromEntries(rows.map(({ path, value, origin }) => [path, `${String(value)} ${origin}`]));

    expect(origins).toMatchObject({
      'timeouts.converge': '30m default',
      'timeouts.verify': expect.stringMatching(/^1m saltern\.yml:\d+:\d+$/),
      'timeouts.create': expect.stringMatching(/^9s suites\/other\.yml:5:\d+$/),
      'timeouts.destroy': expect.stringMatching(/^7s saltern\.local\.yml:1:\d+$/),
      concurrency: expect.stringMatching(/^3 saltern\.yml:\d+:\d+$/),
      destroy: 'always environment SALTERN_DESTROY',
      'salt.version': '3006.1 environment SALTERN_SALT',
    });
    expect(Object.values(origins)).toContainEqual(expect.stringMatching(/^0\.7 more\.yml:2:\d+$/));
  });

  it.each([
    ['--driver', 'docker', 'driver'],
    ['--salt', '3006.28', 'salt.version'],
    ['--destroy', 'always', 'destroy'],
    ['-c', '2', 'concurrency'],
    ['--snapshot', 'none', 'snapshot'],
  ])('takes %s %s as the verbs that run do, and says that a flag gave it', async (flag, value, path) => {
    await using project = await pretendedProject({ platforms: { here: {} }, more: { docker: { image: 'x' } } });

    const rows = (await project.json(['config', 'show', 'demo-default-here', flag, value])) as readonly Row[];
    const row = rows.find((one) => one.path === path);

    expect(row).toMatchObject({ origin: expect.stringMatching(/^flag --/) });
    expect(String(row?.value)).toBe(value);
  });

  it('names what is near when there is no such instance', async () => {
    await using project = await pretendedProject();

    const { code, stderr } = await project.saltern(['config', 'show', 'demo-defualt-here']);

    expect(stderr).toContain("Did you mean 'demo-default-here'?");
    expect(code).toBe(2);
  });
});

it.each([
  [[], 'saltern'],
  [['project'], 'saltern'],
  [['suite'], 'suite'],
  [['overlay'], 'overlay'],
  [['gate'], 'gate'],
  [['checks'], 'checks'],
])('saltern config schema %j prints the schema that the package has, also outside of a project', async (file, name) => {
  await using project = await e2eProject({ files: { 'notes.txt': '' } });

  const { code, stdout, stderr } = await project.saltern(['config', 'schema', ...file]);

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile(join(ROOT, `schemas/${name}.schema.json`), 'utf8')));
});

describe('saltern init', () => {
  it.each(['ops-time', 'ops-ssh', 'ops-ssl_certs'])('writes a project for %s that list accepts', async (formula) => {
    await using project = await e2eProject({ fleet: 'whole' });
    const folder = join('..', 'examples', 'formulas', formula);

    const init = await project.saltern(['init', folder]);
    const list = await project.saltern(['list', '--project', join(folder, 'saltern.yml')]);

    expect(init, init.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(init.stdout).toMatch(/wrote .*saltern\.yml\n {2}assumed {2}/);
    expect(list.code, list.stderr).toBe(0);
    expect(list.stdout).toMatch(new RegExp(`^${formula}-default-centos-stream-9 +docker +not created`, 'm'));
  });

  it('takes over what a kitchen.yml says', async () => {
    await using project = await e2eProject({
      files: {
        'demo-formula/demo/init.sls': 'a: { test.nop: [] }\n',
        'demo-formula/pillar.yml': 'a: b\n',
        'demo-formula/kitchen.yml': [
          'platforms: [{ name: centos-7 }, { name: centos-stream-9 }, { name: debian-12 }]',
          'suites:',
          '  - name: first',
          "    provisioner: { state_top: { base: { '*': [demo] } }, pillars_from_files: { demo.sls: pillar.yml } }",
          '  - name: second',
        ].join('\n'),
      },
    });

    const init = await project.saltern(['init', 'demo-formula']);
    const list = await project.saltern(['list', '--project', 'demo-formula/saltern.yml']);

    expect(init.code, init.stderr).toBe(0);
    expect(list.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'INSTANCE',
      'demo-first-centos-7',
      'demo-first-centos-stream-9',
      'demo-first-debian-12',
      'demo-second-centos-7',
      'demo-second-centos-stream-9',
      'demo-second-debian-12',
      '',
    ]);
  });

  it('never replaces a file unless told so', async () => {
    await using project = await e2eProject({
      files: { 'demo/init.sls': 'a: { test.nop: [] }\n', 'saltern.yml': 'mine' },
    });

    const refused = await project.saltern(['init']);
    const kept = await project.read('saltern.yml');
    const forced = await project.saltern(['init', '--force']);

    expect(refused.stderr).toMatch(/There is already a '.*saltern\.yml'\n {2}hint: Use --force/);
    expect(refused.code).toBe(2);
    expect(kept).toBe('mine');
    expect(forced.code, forced.stderr).toBe(0);
  });

  it('refuses a folder without a formula', async () => {
    await using project = await e2eProject({ files: { 'notes.txt': '' } });

    const { code, stderr } = await project.saltern(['init']);

    expect(stderr).toMatch(/holds no formula[\s\S]*hint: /);
    expect(code).toBe(2);
  });
});

it('saltern --version is the package’s', async () => {
  await using project = await e2eProject({ files: { 'notes.txt': '' } });
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };

  const { code, stdout } = await project.saltern(['--version']);

  expect(stdout).toBe(`${version}\n`);
  expect(code).toBe(0);
});

/** What a verb asks for that this place has not: it was understood, and says so. */
const LACKS: Readonly<Record<string, RegExp>> = {
  login: /terminal/,
  changed: /not in a git repository/,
  'snapshot diff': /no snapshot or channel 'stable'/,
  promote: /is good yet/,
  waive: /no failure to waive/,
  approve: /has no lane 'expedited'/,
  rollback: /There is no channel 'stable' that could go back/,
  worker: /'SALTERN_FARM_URL' is not set/,
  workers: /'SALTERN_FARM_URL' is not set/,
};

describe('the example in the help of', () => {
  const verbs = listVerbs(buildProgram(fakeApp(), () => undefined)).map(({ name }) => name);
  let project: E2eProject;

  beforeAll(async () => {
    project = await e2eProject({ night: 0 });
    // Somebody who is told, which the shipped fleet leaves to whoever uses it.
    await appendFile(
      join(project.directory, '../testbed.yml'),
      stringify({ notify: { receivers: { team: { command: ['true'] } } } }),
    );
    await project.saltern(['snapshot', 'create']);
    const { code, stdout } = await project.saltern(['create', '*-ssh-*'], { SALTERN_DRIVER: 'fake' });
    expect(code, stdout).toBe(0);
    await mkdir(join(project.directory, 'bin'));
    await project.write('bin/saltern', `#!/bin/sh\nexec '${process.execPath}' '${inject('program')}' "$@"\n`);
    await execa('chmod', ['+x', join(project.directory, 'bin/saltern')]);
  });

  afterAll(async () => {
    await project?.saltern(['destroy'], { SALTERN_DRIVER: 'fake' });
    await project?.[Symbol.asyncDispose]();
  });

  it.each(verbs)('%s can be pasted in the shipped fleet', async (verb) => {
    const { stdout } = await project.saltern([...verb.split(' '), '--help']);
    const example = /^ {2}\$ (saltern .+)$/m.exec(stdout)?.[1] ?? '';
    const cwd = verb === 'init' ? join(project.directory, '../examples/formulas/ops-ssh') : project.directory;

    // Of docker's, `cache save` would pack all that other tests have made on this machine: gigabytes.
    const pasted = await execa('bash', ['-c', example.replace('--driver docker', '--driver fake')], {
      cwd,
      env: {
        PATH: `${join(project.directory, 'bin')}:${process.env['PATH']}`,
        SALTERN_OVERLAY: join(project.directory, '../testbed.yml'),
        SALTERN_DRIVER: 'fake',
      },
      reject: false,
      stdin: 'ignore',
      all: true,
    });

    expect(example).toContain(`saltern ${verb}`);
    // Instances are pretended, so Salt cannot be found in them (3) and the gate finds nothing (1): but it was
    // understood.
    const lacks = LACKS[verb];
    expect(lacks === undefined ? [0, 1, 3] : [2], pasted.all).toContain(pasted.exitCode);
    expect(pasted.all).toMatch(lacks ?? '');
  });
});

describe('saltern config show, for people', () => {
  it('shows what is set and where, and how many defaults it leaves out', async () => {
    await using project = await pretendedProject({ more: { tags: ['nightly', 'slow'], concurrency: 2 } });

    const short = await project.saltern(['config', 'show', 'demo-default-here']);
    const whole = await project.saltern(['config', 'show', '--all', 'demo-default-here']);

    expect(short.stdout).toMatch(/^tags +"nightly" +saltern\.yml:\d+:\d+$/m);
    expect(short.stdout).toMatch(/^tags +"slow" /m);
    expect(short.stdout).not.toMatch(/ default$/m);
    expect(short.stdout).toMatch(/^\d+ defaults are not shown; `--all` shows them$/m);
    expect(whole.stdout).toMatch(/^timeouts\.converge +"30m" +default$/m);
    expect(whole.stdout).not.toContain('not shown');
  });
});

it('a syntax error is shown with its line and a caret where the mistake is', async () => {
  await using project = await e2eProject({
    files: { 'saltern.yml': 'formula: none\nplatforms: [a,\n  b\nsuites: {}\n' },
  });

  const { code, stderr } = await project.saltern(['list']);

  expect(code).toBe(2);
  expect(stderr).toBe(`saltern.yml:2:12  the '[' that opens here is closed nowhere
    platforms: [a,
               ^
1 problem, nothing was started
`);
});

it('a state that is in no formula is known before anything starts', async () => {
  await using project = await e2eProject({
    files: {
      'saltern.yml':
        'formula: .\nformula-name: web\nplatforms: [debian-12, rocky-9]\nsuites: { default: { states: [web.confg] } }\n',
      'web/init.sls': '',
      'web/config.sls': '',
    },
  });

  const { code, stderr } = await project.saltern(['test']);

  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^saltern\.yml:4:31 {2}there is no state 'web\.confg' .*; did you mean 'web\.config'\?\n1 problem, nothing was started\n$/,
  );
});
