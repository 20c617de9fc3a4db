import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Program } from '../../../../src/contract/programs.ts';
import { findMissing, tellMissing } from '../../../testbed/host/ensure-programs.ts';

const SSHD: Program = { name: 'sshd', debian: 'openssh-server', neededBy: ['tests', 'machines'] };

it('tells each missing program with its package and those who need it now', () => {
  const { message, hint } = tellMissing([SSHD, { name: '/usr/share/x', debian: 'x', neededBy: ['tests'] }], ['tests']);

  expect(message.split('\n')).toEqual([
    'missing: sshd (Debian: openssh-server), needed by tests',
    'missing: /usr/share/x (Debian: x), needed by tests',
  ]);
  expect(hint).toContain('apt-get install openssh-server x');
});

it('finds programs on the path and files at their place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-path-'));
  const there = join(folder, 'frobnicate');
  await writeFile(there, '');
  await chmod(there, 0o755);
  const wanted = ['frobnicate', 'no-such-program', there, `${there}.not`].map((name) => ({ ...SSHD, name }));

  const missing = await findMissing(wanted, folder);

  expect(missing.map(({ name }) => name)).toEqual(['no-such-program', `${there}.not`]);
});
