import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { install, writeCommand } from '../../action/install.ts';

/** A folder with an action that was not built, a package of the same name, and room for the job. */
async function scene() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'saltern-install-'));
  const [action, source, temporary] = ['action', "it's $(a) source", 'temp'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [action, join(source, 'dist'), temporary]) await mkdir(each, { recursive: true });
  await writeFile(join(action, 'package.json'), '{ "version": "0.0.0" }');
  await writeFile(join(source, 'package.json'), '{ "name": "saltern", "version": "0.0.1", "files": ["dist"] }');
  await writeFile(join(source, 'dist/saltern.cjs'), 'console.log(process.argv.slice(2).join("|"));\n');
  return { action, source, temporary, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

it('takes a checkout that was built, and makes a command of it', async () => {
  await using at = await scene();

  const program = await install({ ...at, version: at.source });
  const commands = await writeCommand(program, at.temporary);
  // Starts any program: the command that was made.
  const { stdout } = await execa(join(commands, 'saltern'), ['list', 'a b']);

  expect(program).toBe(join(at.source, 'dist/saltern.cjs'));
  expect(stdout).toBe('list|a b');
});

it('takes what npm has packed', async () => {
  await using at = await scene();
  await execa('npm', ['pack', '--silent', '--pack-destination', at.temporary], { cwd: at.source });

  const program = await install({ ...at, version: join(at.temporary, 'saltern-0.0.1.tgz') });
  const { stdout } = await execa('node', [program, 'doctor']);

  expect(program).toBe(join(at.temporary, 'saltern-npm/node_modules/saltern/dist/saltern.cjs'));
  expect(stdout).toBe('doctor');
});

it('says what to do where a checkout was not built, and what could not be installed', async () => {
  await using at = await scene();

  await expect(install({ ...at, version: at.action })).rejects.toThrow('build it first: npm ci && npm run build');
  await expect(install({ ...at, version: join(at.action, 'none.tgz') })).rejects.toThrow('npm could not install');
});
