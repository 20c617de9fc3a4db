import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { fails, passes, pretendedProject } from '../support/pretended-project.ts';

/** Defects of Test Kitchen that were reproduced, each shown not to be ours; the table in README.md has all of them. */

it('D2: --fail-fast stops what runs and starts nothing more', async () => {
  await using project = await pretendedProject({
    suites: { default: fails },
    platforms: { quick: {}, slow: { fail: { exec: 'hang' } }, later: { cores: 64 } },
  });

  const { code, stdout } = await project.saltern(['test', '--fail-fast']);

  expect(code, stdout).toBe(1);
  expect(stdout).toMatch(/demo-default-quick +FAIL/);
  expect(stdout).toMatch(/demo-default-slow +SKIP .* s {2}stopped because 'demo-default-quick' did not pass/);
  expect(stdout).toMatch(/demo-default-later +SKIP/);
  expect(stdout).not.toMatch(/demo-default-later +create/);
  expect(stdout).toContain('1 failed, 2 skipped');
});

describe('D8: a typing error in a key', () => {
  const suite = (extra: object) => ({ suites: { default: { ...passes, ...extra } } });
  const typos: readonly [string, Parameters<typeof pretendedProject>[0], RegExp][] = [
    ['of the project', { more: { provisoner: {} } }, /saltern\.yml:\d+:\d+ {2}unknown key 'provisoner'/],
    ['of the project, near one', { more: { concurency: 2 } }, /'concurency'; did you mean 'concurrency'\?/],
    ['of a suite', suite({ exlcudes: ['here'] }), /saltern\.yml:\d+:\d+ {2}unknown key 'exlcudes'.*'excludes'\?/],
    ['of a hook', suite({ hooks: [{ before: 'verify', run: 'true', onn: 'host' }] }), /unknown key 'onn'.*'on'\?/],
    ['of a driver', { platforms: { here: { delay: {} } } }, /unknown key 'delay'.*'delays'\?/],
    ['of a check', { suites: { default: { checks: { servce: {} } } } }, /'servce'.*'service'\?/],
    [
      'in a check',
      { suites: { default: { checks: { file: { '/': { exists: true, mod: '0755' } } } } } },
      /'mod'.*'mode'\?/,
    ],
    ['that is a platform', suite({ includes: ['heer'] }), /'heer'/],
  ];

  it.each(typos)('%s is refused with its place before anything starts', async (_, change, sentence) => {
    await using project = await pretendedProject(change);

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^1 problem, nothing was started$/m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(await readdir(project.directory)).not.toContain('.saltern');
  });

  it('is told together with all the others', async () => {
    await using project = await pretendedProject({
      more: { provisoner: {}, include: 'suites/*.yml' },
      suites: { default: { ...passes, exlcudes: ['here'] } },
      files: { 'suites/other.yml': 'formula: none\nformula-name: other\nsuite: {}\nsuites: { a: {} }\n' },
    });

    const { stderr } = await project.saltern(['list']);

    expect(stderr).toContain("unknown key 'provisoner'");
    expect(stderr).toContain("unknown key 'exlcudes'");
    expect(stderr).toMatch(/suites\/other\.yml:3:1 {2}unknown key 'suite'; did you mean 'suites'\?/);
    expect(stderr).toContain('3 problems, nothing was started');
  });
});

it.each([
  ['a bracket that is not closed', 'suites:\n  default: { checks: [\nname: x\n', /^saltern\.yml:2:\d+ {2}\S/m],
  ['a tab as indentation', 'suites:\n\tdefault: {}\n', /^saltern\.yml:2:1 {2}.*[Tt]ab/m],
  ['a key that is there twice', 'driver: fake\nname: a\nname: b\n', /^saltern\.yml:3:1 {2}/m],
])('D9: %s is reported with its line and column', async (_, text, place) => {
  await using project = await pretendedProject({ files: { 'saltern.yml': text } });

  const { code, stderr } = await project.saltern(['list']);

  expect(stderr).toMatch(place);
  expect(stderr).not.toContain('    at ');
  expect(code).toBe(2);
});

describe('D10: no checks', () => {
  it('are not green when verify was asked for', async () => {
    await using project = await pretendedProject({ suites: { default: {}, other: {} } });

    const { code, stdout, stderr } = await project.saltern(['verify']);

    expect(stderr).toMatch(/no checks[\s\S]*hint: /i);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('of one instance among others are shown as not run', async () => {
    await using project = await pretendedProject({ suites: { default: passes, other: {} } });

    const { code, stdout } = await project.saltern(['verify']);

    expect(stdout).toMatch(/demo-other-here +SKIP .* nothing was proved: it has neither states nor checks\n/);
    expect(stdout).not.toMatch(/ verify +–/);
    expect(code).toBe(0);
  });

  it.each([
    ['an empty gossfile', ''],
    ['a gossfile that asserts nothing', 'command: { "true": {} }\n'],
  ])('but %s are an error', async (_, text) => {
    await using project = await pretendedProject({
      suites: { default: { checks: 'checks.yml' } },
      files: { 'checks.yml': text },
    });

    const { code, stdout, stderr } = await project.saltern(['test']);

    expect(stdout + stderr).toMatch(/assert nothing|checks\.yml:1:1/);
    expect([2, 3]).toContain(code);
  });
});

describe('D11: what failed', () => {
  it('is repeated whole at the end, with what to do next and where its log is', async () => {
    await using project = await pretendedProject({ suites: { default: passes, broken: fails, other: passes } });

    const { stdout } = await project.saltern(['test']);
    const report = stdout.slice(stdout.indexOf('\n\n'));

    expect(report).toMatch(
      /FAIL {2}demo-broken-here\n {2}check {2}command false .*exit-status: expected 0, got 1.*saltern\.yml:\d+\n/,
    );
    expect(report).toContain('  again  saltern test demo-broken-here\n');
    expect(report).toContain('  look   saltern login demo-broken-here');
    expect(report).toMatch(/ {2}log {4}\.saltern\/runs\/\S+\/log\/demo-broken-here\.log/);
    expect(report).not.toContain('demo-other-here');
  });

  it('stays in its log through destroy and later runs', async () => {
    await using project = await pretendedProject({ suites: { default: fails } });
    const failing = await project.saltern(['test', '--destroy', 'always']);
    const log = /\.saltern\/runs\/\S+\/log\/demo-default-here\.log/.exec(failing.stdout)?.[0] ?? '';
    const before = await project.read(log);

    await project.saltern(['create']);
    await project.saltern(['destroy']);
    const after = await project.read(log);

    expect(before).toMatch(/verify[\s\S]*expected 0, got 1[\s\S]*destroy/);
    expect(after).toBe(before);
  });
});

describe('D12: output that is no terminal', () => {
  it('names the instance on each line while several run at once', async () => {
    const platforms = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { delays: { create: 50 } }]));
    await using project = await pretendedProject({ suites: { default: passes, broken: fails }, platforms });

    const { stdout } = await project.saltern(['test', '-c', '4']);
    const [head = '', ...lines] = (stdout.split('\n\n')[0] ?? '').split('\n');

    expect(head).toMatch(/^8 instances · fake/);
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(line).toMatch(/^ +\d+\.\d {2}demo-(default|broken)-[abcd] +\S/);
  });
});

it('D13: no control character gets into pipes, logs and files, whatever the commands write', async () => {
  const loud = "printf '\\033[31mred\\033[0m\\007\\r\\n'; false";
  await using project = await pretendedProject({
    suites: { default: { checks: { command: { [loud]: { 'exit-status': 0, stdout: ['green'] } } } } },
  });

  const { stdout, stderr } = await project.saltern(['test']);
  const files = execFileSync('find', [join(project.directory, '.saltern', 'latest/'), '-type', 'f'], {
    encoding: 'utf8',
  });
  const written = await Promise.all(
    files
      .trim()
      .split('\n')
      .map((file) => project.read(file.slice(project.directory.length + 1))),
  );

  expect(written.length).toBeGreaterThan(3);
  // oxlint-disable-next-line no-control-regex
  for (const text of [stdout, stderr, ...written]) expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
});

it.each(
  [['list'], ['create'], ['converge'], ['verify'], ['test'], ['destroy'], ['doctor'], ['logs'], ['init']].concat([
    ['config', 'show', 'demo-default-here'],
    ['snapshot', 'create'],
    ['gate', 'check'],
    ['promote'],
  ]),
)('D20: an unknown flag of %s is refused, never taken for an instance', async (...argv) => {
  await using project = await pretendedProject();

  const { code, stderr, stdout } = await project.saltern([...argv, '--bogus']);

  expect(stderr).toContain("unknown option '--bogus'");
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

describe('D23: the local overlay', () => {
  const platforms = { one: { cores: 0.1 }, two: { cores: 0.1 }, three: { cores: 0.1 } };

  it('changes one platform without repeating the others, and one suite without repeating it', async () => {
    await using project = await pretendedProject({
      platforms,
      suites: { default: { ...passes, tags: ['kept'] } },
      files: {
        'saltern.local.yml':
          'platforms: { two: { fake: { cores: 0.5 } } }\nsuites: { default: { grains: { a: b } } }\n',
      },
    });

    const names = ((await project.json(['list'])) as { name: string; tags: string[] }[]).map(({ name }) => name);
    const two = await project.saltern(['config', 'show', 'demo-default-two']);
    const one = await project.saltern(['config', 'show', 'demo-default-one']);

    expect(names).toEqual(['demo-default-one', 'demo-default-two', 'demo-default-three']);
    expect(two.stdout).toMatch(/cores +0\.5 +saltern\.local\.yml:1:\d+/);
    expect(two.stdout).toMatch(/exec +"host" +saltern\.yml:\d+:\d+/);
    expect(one.stdout).toMatch(/cores +0\.1 +saltern\.yml:\d+:\d+/);
    expect(one.stdout).toMatch(/tags.* +.*"kept".* +saltern\.yml/);
    expect(one.stdout).toMatch(/grains\.a +"b" +saltern\.local\.yml:2:\d+/);
  });

  it('says how a platform is made, for suite files that name it, and adds none to the others', async () => {
    const named = { formula: 'none', 'formula-name': 'own', platforms: ['one', 'four'], suites: { default: passes } };
    await using project = await pretendedProject({
      platforms,
      more: { include: 'suites/*.yml' },
      files: {
        'saltern.local.yml': 'platforms: { four: { fake: { exec: host } }, five: { fake: {} } }\n',
        'suites/own.yml': stringify(named),
      },
    });

    const { stdout } = await project.saltern(['list', '--json']);

    expect(JSON.parse(stdout)).toMatchObject(
      ['demo-default-one', 'demo-default-two', 'demo-default-three', 'own-default-one', 'own-default-four'].map(
        (name) => ({ name }),
      ),
    );
  });
});
