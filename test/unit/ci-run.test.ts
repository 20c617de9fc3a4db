import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';

/** Runs `.ci/run` with an npm that only writes down what it was asked for, and ends with a code for each. */
async function runCi(codes: { readonly tests: number; readonly machines: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-ci-'));
  const asked = join(folder, 'asked');
  const script = `#!/bin/sh\necho "$PWD $*" >> '${asked}'\necho "failed: a test of $*"\necho '  | why'\necho 'much more'\n[ "$1" = test ] && exit ${codes.tests}\nexit ${codes.machines}\n`;
  await writeFile(join(folder, 'npm'), script);
  await chmod(join(folder, 'npm'), 0o755);
  const env = { PATH: [folder, process.env['PATH']].join(delimiter) };
  // Starts bash: what the first line of the script names.
  const { exitCode, stdout } = await execa(join(ROOT, '.ci/run'), [], { cwd: '/', env, reject: false });
  return { exitCode, end: stdout.split('\n').slice(-4), asked: (await readFile(asked, 'utf8')).trim().split('\n') };
}

it.each([
  ['both pass', { tests: 0, machines: 0 }, 0],
  ['the first fails', { tests: 1, machines: 0 }, 1],
  ['the second fails', { tests: 0, machines: 1 }, 1],
  ['no set-up is possible', { tests: 3, machines: 3 }, 3],
])('runs both parts and ends with %s', async (_when, codes, exitCode) => {
  const root = ROOT.replace(/\/$/, '');

  expect(await runCi(codes)).toMatchObject({ exitCode, asked: [`${root} test`, `${root} run test:machines`] });
});

it('ends with what failed in either part', async () => {
  const { end } = await runCi({ tests: 1, machines: 0 });

  expect(end).toEqual(['failed: a test of test', '  | why', 'failed: a test of run test:machines', '  | why']);
});
