import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRIVERS } from '../../../drivers/index.ts';
import { initFormula } from '../../../src/app/init-formula.ts';
import { init } from '../../../src/cli/commands/init.ts';
import { fakeApp } from '../../support/fake-app.ts';

const repository = (files: Readonly<Record<string, string>>) => fakeApp(files, { driverNames: Object.keys(DRIVERS) });
const here = { directory: '.', isForced: false };

describe('what init wrote', () => {
  it('is read as every verb will, and what is wrong with it is told with its place', async () => {
    const app = repository({
      'web/init.sls': '',
      'kitchen.yml': `platforms: [{ name: centos-7, driver: { image: 'quay.io/centos/centos:7' } }]
suites: [{ name: default, provisioner: { state_top: { base: { '*': [web, web.gone, cron] } } } }]
`,
    });

    const { instances, problems } = await initFormula(app, here);

    expect(instances).toEqual([]);
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      expect.stringMatching(/^saltern\.yml: there is no state 'web\.gone' /),
      expect.stringMatching(/^saltern\.yml: there is no state 'cron' /),
    ]);
  });

  it('names images whose Python is too old for the Salt that it would get', async () => {
    const app = repository({
      'web/init.sls': '',
      'kitchen.yml': `platforms: [{ name: centos-7, driver: { image: 'quay.io/centos/centos:7' } }]
suites: [{ name: default, provisioner: { state_top: { base: { '*': [web] } } } }]
`,
    });

    const { instances, problems } = await initFormula(app, here);

    expect(instances).toEqual(['web-default-centos-7']);
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      expect.stringMatching(/^saltern\.yml: .* has Python 2\.7, .*Say where else Salt comes from/),
    ]);
  });

  it.each([
    ['a dependency in the repository', 'dependencies: [{ name: misc, path: test/states }]'],
    ['one from git, which is not looked at', 'dependencies: [{ name: misc, repo: git, source: https://h.example/m }]'],
  ])('has nothing to mend where the states of %s are applied', async (_, dependencies) => {
    const app = repository({
      'web/init.sls': '',
      'test/states/misc/init.sls': '',
      'kitchen.yml': `suites: [{ name: default, provisioner: { ${dependencies}, state_top: { base: { '*': [misc, web] } } } }]\n`,
    });

    expect((await initFormula(app, here)).problems).toEqual([]);
  });

  it('has its schema for the editor beside it, and is kept out of git', async () => {
    const app = repository({ 'web/init.sls': '' });
    mkdirSync(join(app.cwd, '.git'));

    const { ignored } = await initFormula(app, here);

    const schema = JSON.parse(readFileSync(join(app.cwd, '.saltern/schema.json'), 'utf8')) as { properties: object };
    expect(Object.keys(schema.properties)).toContain('suites');
    expect(ignored).toEqual({
      file: join(app.cwd, '.gitignore'),
      isNew: true,
      lines: ['.saltern/', 'saltern.local.yml'],
    });
  });

  it('is nothing at all where a saltern.yml is there', async () => {
    const app = repository({ 'web/init.sls': '', 'saltern.yml': 'mine\n' });
    mkdirSync(join(app.cwd, '.git'));

    await expect(initFormula(app, here)).rejects.toMatchObject({ code: 'USAGE' });

    expect(existsSync(join(app.cwd, '.saltern'))).toBe(false);
    expect(existsSync(join(app.cwd, '.gitignore'))).toBe(false);
  });

  it('keeps suite files that are there, unless it is forced', async () => {
    const app = repository({
      'a-formula/a/init.sls': '',
      'b-formula/b/init.sls': '',
      'b-formula/saltern.suite.yml': 'formula: .\nsuites: { mine: { states: [b] } }\n',
    });

    const first = await initFormula(app, here);
    const forced = await initFormula(app, { ...here, isForced: true });

    expect(first.instances).toEqual(['a-default-centos-stream-9', 'b-mine-centos-stream-9']);
    expect(first.kept).toEqual([join(app.cwd, 'b-formula/saltern.suite.yml')]);
    expect(forced.instances).toEqual(['a-default-centos-stream-9', 'b-default-centos-stream-9']);
  });
});

it('what a person reads of it names files, assumptions, what is left out and to mend, and what it gives', async () => {
  const app = repository({
    'web/init.sls': '',
    'kitchen.yml': `platforms:\n${Array.from({ length: 20 }, (_, index) => `  - name: arch-${index}`).join('\n')}\n  - name: centos-stream-9
suites: [{ name: default, provisioner: { state_top: { base: { '*': [cron] } } }, verifier: { name: inspec } }]
`,
  });
  mkdirSync(join(app.cwd, '.git'));

  const { lines } = await init(app, {});

  expect(
    lines
      ?.join('\n')
      .replaceAll(app.cwd, '.')
      .replace(/arch-\d+ .*arch-\d+ [^ ]+/, '…'),
  ).toBe(`wrote ./saltern.yml
wrote ./.gitignore: .saltern/, saltern.local.yml
  assumed  the formula is 'web', in '${app.cwd.split('/').at(-1)}'
  assumed  platforms centos-stream-9, from kitchen.yml
  assumed  suites default, from kitchen.yml
  assumed  no checks yet: examples stand in the file as a comment
  left out: platforms.… and 8 more: no image is named for it, and none is known
  left out: suites.default.verifier (kitchen.yml:23): its tests are not translated; say what must be true afterwards under \`checks\`
  to mend  saltern.yml:10:9 there is no state 'cron' in the formula or what it depends on: neither cron.sls nor cron/init.sls
gives    no instance as it is
next     saltern doctor, then saltern test`);
});
