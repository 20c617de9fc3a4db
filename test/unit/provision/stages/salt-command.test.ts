import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMAND_MARK } from '../../../../src/provision/guest-paths.ts';
import { WRITE_COMMAND } from '../../../../src/provision/stages/salt-command.ts';

/** A guest that is a folder: its absolute paths are below it. */
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-guest-'));
  await mkdir(join(root, 'etc/salt/minion.d'), { recursive: true });
  await mkdir(join(root, 'var/lib/saltern/etc'), { recursive: true });
  await writeFile(join(root, 'real'), '#!/bin/sh\necho "<${SALT_CONFIG_DIR-}> $*"\n', { mode: 0o755 });
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function makeCommand(): Promise<void> {
  const script = WRITE_COMMAND.replaceAll('/var/lib/', `${root}/var/lib/`).replaceAll(
    '/etc/salt/',
    `${root}/etc/salt/`,
  );
  await execa('sh', ['-euc', script], { env: { real: join(root, 'real'), at: join(root, 'salt-call') } });
}

async function call(env: Readonly<Record<string, string>> = {}): Promise<string> {
  // Starts sh: a script of ours.
  const { stdout } = await execa(join(root, 'salt-call'), ['--out', 'a  b', '$x'], { env, extendEnv: false });
  return stdout.replaceAll(root, '');
}

describe('a salt-call of ours', () => {
  beforeEach(() => makeCommand());

  it('is Salt as it is, with its arguments, where nothing was sent yet', async () => {
    expect(await call()).toBe('<> --out a  b $x');
  });

  it("takes the suite's configuration where there is one", async () => {
    await writeFile(join(root, 'var/lib/saltern/etc/minion'), 'id: x\n');

    expect(await call()).toBe('</var/lib/saltern/etc> --out a  b $x');
  });

  it.each([
    ['etc/salt/minion', 'master: salt.example\n', false],
    ['etc/salt/minion', '\n# master: salt\n  # indented\n\t\n', true],
    ['etc/salt/minion.d/own.conf', 'id: theirs\n', false],
    ['etc/salt/minion.d/own.conf', '', true],
    ['etc/salt/minion.d/notes.txt', 'id: theirs\n', true],
  ])('beside %s with %j: %s', async (file, text, isOurs) => {
    await writeFile(join(root, 'var/lib/saltern/etc/minion'), 'id: x\n');
    await writeFile(join(root, file), text);

    expect((await call()).startsWith('</var')).toBe(isOurs);
  });

  it('and does as it is told where somebody names a folder', async () => {
    await writeFile(join(root, 'var/lib/saltern/etc/minion'), 'id: x\n');

    expect(await call({ SALT_CONFIG_DIR: '/elsewhere' })).toBe('</elsewhere> --out a  b $x');
  });
});

it("takes the place of a link to Salt's own, which stays as it is", async () => {
  const before = await readFile(join(root, 'real'), 'utf8');
  await symlink(join(root, 'real'), join(root, 'salt-call'));

  await makeCommand();

  expect(await readFile(join(root, 'real'), 'utf8')).toBe(before);
  expect((await readFile(join(root, 'salt-call'), 'utf8')).split('\n')[1]).toBe(`${COMMAND_MARK}${join(root, 'real')}`);
});
