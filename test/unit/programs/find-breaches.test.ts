import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findBreaches } from '../../programs/find-breaches.ts';
import { ROOT } from '../../root.ts';

/** A small repository of these files that finds our dependencies. */
async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'saltern-starts-'));
  const options = { module: 'nodenext', target: 'es2024', strict: true, types: ['node'], noEmit: true };
  const all = { 'tsconfig.json': JSON.stringify({ compilerOptions: options }), ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const WAYS: Readonly<Record<string, string>> = {
  spawn: "import { spawn } from 'node:child_process';\nspawn('frobnicate', []);\n",
  'another name of it': "import { execFile as start } from 'child_process';\nstart('frobnicate');\n",
  'the whole module': "import * as processes from 'node:child_process';\nprocesses.spawnSync('frobnicate');\n",
  execa: "import { execa } from 'execa';\nawait execa('/usr/sbin/frobnicate', ['a']);\n",
  'execa that is imported late': "const { execa } = await import('execa');\nawait execa('frobnicate');\n",
  'a promise of it':
    "import { execFile } from 'node:child_process';\nimport { promisify } from 'node:util';\nconst start = promisify(execFile);\nawait start('frobnicate');\n",
  'a line for a shell': "import { execSync } from 'node:child_process';\nexecSync('frobnicate --all | sh');\n",
  'a shell': "import { execa } from 'execa';\nawait execa('sh', ['-c', 'cd /; frobnicate x']);\n",
  'one of two names':
    "import { spawn } from 'node:child_process';\nconst name = process.argv[2] === 'a' ? 'sh' : 'frobnicate';\nspawn(name);\n",
  'a comment':
    "import { spawn } from 'node:child_process';\n// Starts sh, frobnicate: why not.\nspawn(String(process.pid));\n",
};

describe('a program that the table lacks', () => {
  let breaches: readonly string[];
  beforeAll(async () => {
    const files = Object.entries(WAYS).map(([way, text]) => [`test/${way}.ts`, text]);
    breaches = findBreaches(await repository(Object.fromEntries(files)));
  });

  it.each(Object.keys(WAYS))('is found when it is started through %s', (way) => {
    const found = breaches.filter((breach) => breach.startsWith(`test/${way}.ts:`));

    expect(found).toEqual([expect.stringMatching(/:\d+:\d+ {2}'frobnicate' is not in src\/contract\/programs\.ts$/)]);
  });

  it('is found in a script and in JavaScript too', async () => {
    const root = await repository({
      'test/testbed/start.mjs': "import { spawnSync } from 'node:child_process';\nspawnSync('frobnicate');\n",
      'test/testbed/script.sh': '#!/bin/sh\nset -e\nfrobnicate | sh\n',
      '.ci/run': '#!/bin/sh\ncat x || frobnicate\n',
    });

    expect(findBreaches(root).toSorted()).toEqual([
      expect.stringMatching(/^\.ci\/run:2:1 {2}'frobnicate'/),
      expect.stringMatching(/^test\/testbed\/script\.sh:3:1 {2}'frobnicate'/),
      expect.stringMatching(/^test\/testbed\/start\.mjs:2:1 {2}'frobnicate'/),
    ]);
  });
});

it('finds a program that the table names for others: an SSH server that only machines would get', async () => {
  const text = "import { spawn } from 'node:child_process';\nspawn('/usr/sbin/sshd', ['-D']);\n";

  const breaches = findBreaches(await repository({ 'test/unit/start.ts': text }));

  expect(breaches).toEqual(["test/unit/start.ts:2:1  'sshd' is not needed by 'unit', says the table"]);
});

it('asks for a word on what only the run tells, and takes it', async () => {
  const bare = "import { spawn } from 'node:child_process';\nconst [name = ''] = process.argv;\n";
  const root = await repository({
    'src/without.ts': `${bare}spawn(name);\n`,
    'src/unexplained.ts': `${bare}// Starts any program\nspawn(name);\n`,
    'src/explained.ts': `${bare}// Starts any program: the user's own.\nspawn(name);\n`,
  });

  expect(findBreaches(root).toSorted()).toEqual([
    expect.stringMatching(/^src\/unexplained\.ts:4:1 {2}'name' may be any program/),
    expect.stringMatching(/^src\/without\.ts:3:1 {2}'name' may be any program/),
  ]);
});

it('looks at what the table of checks starts, and leaves alone what npm installs', async () => {
  const root = await repository({ 'test/empty.ts': 'export {};\n' });
  const file = 'test/run-checks.ts';

  const breaches = findBreaches(root, [
    { file, argv: ['oxfmt', '--check'] },
    { file, argv: ['frobnicate', '--all'] },
  ]);

  expect(breaches).toEqual([`${file}:1:1  'frobnicate' is not in src/contract/programs.ts`]);
});
