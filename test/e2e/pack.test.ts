import { globSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packSaltern } from '../packages/pack-saltern.ts';
import { ROOT } from '../support/e2e-project.ts';
import { startPostgres } from '../support/start-postgres.ts';

/** What people get from the registry: packed, installed into an empty folder, run as they run it. */
let folder: string;
let content: readonly string[];

const environment = { PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-pack-'));
  const tarball = await packSaltern(folder);
  content = (await execa('tar', ['-tzf', tarball])).stdout.split('\n');
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const install = ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', tarball];
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
  'package/dist/saltern.cjs',
  'package/dist/LICENSES.txt',
  'package/dist/saltern.1',
  'package/dist/drivers/qemu/machine/snapshot-server.cjs',
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
  // The rest is in the bundle. This one has a native part.
  expect(installed.filter((name) => !name.startsWith('.') && name !== 'saltern')).toContain('ssh2');
  for (const name of ['vitest', 'typescript', 'rolldown', 'zod', 'dockerode']) expect(installed).not.toContain(name);
});

it('the licences of all bundled packages come along', async () => {
  const licences = await readFile(join(folder, 'node_modules/saltern/dist/LICENSES.txt'), 'utf8');

  for (const name of ['zod', 'yaml', 'commander', 'dockerode', 're2js', 'badge-maker'])
    expect(licences).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, 'm'));
  expect(licences).toContain('Permission is hereby granted');
});

it('what is compiled is kept in a folder of the user, not in one that others write to', async () => {
  const home = join(folder, 'xdg');

  // The runner of the tests says where in a variable of its own.
  const env = { ...environment, XDG_CACHE_HOME: home, NODE_COMPILE_CACHE: undefined };
  // Starts node: what npm has linked is the built command line.
  await execa(join(folder, 'node_modules/.bin/saltern'), ['--help'], { env });

  expect(await readdir(join(home, 'saltern'))).toEqual(['compiled']);
});

it('a stack of the installed command names places of the sources', async () => {
  const { stderr } = await saltern('list', 'demo', '--project', '/nowhere/saltern.yml', '--debug');

  expect(stderr).toMatch(/\bat .*src\/config\/[\w/-]+\.ts:\d+:\d+/);
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

it('the installed command keeps its history in a file, and in PostgreSQL, whose client is in the bundle', async () => {
  await using server = await startPostgres();
  const text = await readFile(join(folder, 'saltern.yml'), 'utf8');
  const inFile = await saltern('history');
  await writeFile(join(folder, 'saltern.yml'), `${text}history: { url: '${await server.url()}' }\n`);

  const test = await saltern('test');
  const inDatabase = await saltern('history');

  await writeFile(join(folder, 'saltern.yml'), text);
  expect(inFile.stdout, inFile.stderr).toMatch(/demo-default-here +✓ /);
  expect(test.exitCode, test.stderr).toBe(0);
  expect(inDatabase.stdout, inDatabase.stderr).toMatch(/demo-default-here +✓ /);
});

it('D22: a dependency of a driver that is missing is named, and is not taken for an unknown driver', async () => {
  await rm(join(folder, 'node_modules/ssh2'), { recursive: true });

  const text = await readFile(join(folder, 'saltern.yml'), 'utf8');
  await writeFile(join(folder, 'saltern.yml'), text.replace('image: example/none,', 'image: /nowhere.qcow2,'));

  const test = await saltern('test', '--driver', 'qemu');
  const list = await saltern('list');

  expect(test.stdout + test.stderr).toMatch(/could not be loaded: .*ssh2/);
  expect(test.stdout + test.stderr).not.toMatch(/did you mean|no driver/i);
  expect([2, 3]).toContain(test.exitCode);
  // Other drivers do not care.
  expect(list.exitCode, list.stderr).toBe(0);
});
