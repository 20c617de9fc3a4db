import { globSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/e2e-project.ts';

/** What people get from the registry: packed, installed into an empty folder, run as they run it. */
let folder: string;
let content: readonly string[];

const environment = { PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-pack-'));
  await execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, env: environment });
  const [tarball = ''] = await readdir(folder);
  content = (await execa('tar', ['-tzf', join(folder, tarball)])).stdout.split('\n');
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const install = ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`];
  await execa('npm', install, { cwd: folder, env: environment });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function saltern(...argv: readonly string[]) {
  return execa('npx', ['saltern', ...argv], {
    cwd: folder,
    env: { ...environment, SALTERN_CACHE: join(folder, 'cache') },
    reject: false,
    stdin: 'ignore',
  });
}

it('the package holds no TypeScript source, no test and nothing that a run left', () => {
  const unwanted = content.filter(
    (path) =>
      (/\.[cm]?ts$/.test(path) && !path.endsWith('.d.ts')) || /\/(test|examples|\.saltern|node_modules)\//.test(path),
  );

  expect(unwanted).toEqual([]);
});

it.each([
  'package/package.json',
  'package/README.md',
  'package/LICENSE',
  'package/CHANGELOG.md',
  'package/dist/src/cli/main.js',
  ...globSync('src/provision/worker/guest/*.{py,json}', { cwd: ROOT }).map((file) => `package/dist/${file}`),
  ...['saltern', 'suite', 'overlay', 'gate', 'checks'].map((name) => `package/schemas/${name}.schema.json`),
  'package/suites/saltern.yml',
  'package/suites/gate.yml',
])('the package holds %s', (path) => {
  expect(content).toContain(path);
});

it('the installed command tells its version, and depends on nothing that is for development only', async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };

  const { stdout, stderr, exitCode } = await saltern('--version');
  const installed = await readdir(join(folder, 'node_modules'));

  expect(stdout, stderr).toBe(version);
  expect(exitCode).toBe(0);
  expect(installed).not.toContain('vitest');
  expect(installed).not.toContain('typescript');
});

it('the installed command lists and tests a project', async () => {
  await writeFile(
    join(folder, 'saltern.yml'),
    `formula: none
formula-name: demo
driver: fake
platforms: { here: { image: example/none, fake: { exec: host } } }
suites: { default: { checks: { command: { 'true': { exit-status: 0 } } } } }
`,
  );

  const list = await saltern('list');
  const test = await saltern('test');

  expect(list.stdout, list.stderr).toMatch(/demo-default-here +fake +not created/);
  expect(test.exitCode, test.stdout + test.stderr).toBe(0);
});

it('D22: a dependency of a driver that is missing is named, and is not taken for an unknown driver', async () => {
  await rm(join(folder, 'node_modules/dockerode'), { recursive: true });

  const test = await saltern('test', '--driver', 'docker');
  const list = await saltern('list');

  expect(test.stdout + test.stderr).toMatch(/could not be loaded: .*dockerode/);
  expect(test.stdout + test.stderr).not.toMatch(/did you mean|no driver/i);
  expect([2, 3]).toContain(test.exitCode);
  // Other drivers do not care.
  expect(list.exitCode, list.stderr).toBe(0);
});
