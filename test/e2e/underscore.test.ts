import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteWord } from '../../src/base/text/quote-word.ts';
import { type E2eProject, e2eProject, ROOT } from '../support/e2e-project.ts';
import { fails, passes, pretendedProject } from '../support/pretended-project.ts';

/** Formulas have an underscore in their name, host names may not have one. */
const FORMULA = 'ops-ssl_certs';
const NAME = `${FORMULA}-default-here`;
const MAIN = join(ROOT, 'src/cli/main.ts');

describe('a formula with an underscore in its name', () => {
  let project: E2eProject;

  beforeAll(async () => {
    project = await pretendedProject({ suites: { default: passes, red: fails }, more: { 'formula-name': FORMULA } });
    const { code } = await project.saltern(['test', '--destroy', 'never']);
    expect(code).toBe(1);
  });

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  it.each([
    ['whole', NAME],
    ['a part', 'ssl_certs-default'],
    ['a glob', 'ops-ssl_*-default-*'],
    ['an expression', '/ssl_certs-def/'],
  ])('is found by its name: %s', async (_, selector) => {
    const { stdout } = await project.saltern(['list', '--bare', selector]);

    expect(stdout).toBe(`${NAME}\n`);
  });

  it.each([
    ['state file', 'instances', `${NAME}.json`],
    ['log', 'latest/log', `${NAME}.log`],
    ['badge of the formula', 'badges', `${FORMULA}.svg`],
    ['badge of the formula on a platform', 'badges', `${FORMULA}-here.svg`],
  ])('keeps its name in files: %s', async (_, folder, file) => {
    expect(await readdir(join(project.directory, '.saltern', folder))).toContain(file);
  });

  it('keeps its name in what people and machines read', async () => {
    const [junit, page, badge, events] = await Promise.all([
      project.read('.saltern/latest/junit.xml'),
      project.read('.saltern/index.html'),
      project.read(`.saltern/badges/${FORMULA}.svg`),
      project.read('.saltern/latest/events.ndjson'),
    ]);

    expect(junit).toMatch(new RegExp(`name="[^"]*${FORMULA}-red-here`));
    expect(page).toContain(`${FORMULA}-red-here`);
    expect(page).toContain(`${FORMULA}.svg`);
    expect(badge).toContain(`<title>${FORMULA}: `);
    expect(events).toContain(`"${NAME}"`);
  });

  it('is completed, shown, entered and removed by that name', async () => {
    const words = await project.saltern(['__complete', '--', 'verify', 'ops-ssl_']);
    const logs = await project.saltern(['logs', NAME]);
    const inside = await project.saltern(['exec', NAME, '--', 'echo', 'inside']);
    const argv = [process.execPath, MAIN, 'login', NAME].map(quoteWord).join(' ');
    const login = await execa('script', ['-qec', argv, '/dev/null'], {
      cwd: project.directory,
      input: 'exit 7\n',
      reject: false,
    });
    const destroyed = await project.saltern(['destroy', NAME]);

    expect(words.stdout).toContain(NAME);
    expect(logs.stdout).toContain('verify');
    expect(inside).toMatchObject({ code: 0, stdout: 'inside\n' });
    expect(login.exitCode, login.stdout).toBe(7);
    expect(destroyed.stdout).toContain(NAME);
  });
});

describe('an instance of it in the engine', () => {
  const instance = `${FORMULA}-default-centos-stream-9`;
  let project: E2eProject;

  beforeAll(async () => {
    project = await e2eProject({ night: 0, fleet: 'whole' });
    const { code, stdout, stderr } = await project.saltern(['create', instance]);
    expect(code, stdout + stderr).toBe(0);
  });

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  it('is labelled with its name, and has a host name that DNS allows', async () => {
    const filter = ['--filter', `label=saltern.instance=${instance}`];
    const labelled = await execa('docker', ['container', 'ls', ...filter, '--format', '{{.Names}}']);
    const host = await project.saltern(['exec', instance, '--', 'hostname']);
    const id = await project.saltern(['salt', instance, '--', '--out', 'json', 'config.get', 'id']);

    expect(labelled.stdout).toContain(instance);
    expect(host.stdout).toBe(`${instance.replace('_', '-')}\n`);
    expect(JSON.parse(id.stdout)).toEqual({ local: instance });
  });

  it('is found by name once more, and nothing of it is left when it is removed', async () => {
    const rows = (await project.json(['list', instance])) as readonly { state: string }[];
    const { code } = await project.saltern(['destroy', instance]);

    expect(rows.map(({ state }) => state)).toEqual(['created']);
    expect(code).toBe(0);
    expect(await project.leftovers()).toEqual([]);
  });
});
