import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { pipStep } from '../../../../src/provision/stages/salt-steps.ts';

/** Starts sh with these programs on its PATH and no others but those that a script cannot do without. */
async function runWith(programs: Readonly<Record<string, string>>, python: string) {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-steps-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['cat', 'chmod', 'sh']) symlinkSync(`/bin/${name}`, join(bin, name));
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text.replaceAll('BIN', bin)}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const { script } = pipStep({ from: 'pip', version: '3007.15', python });
  // Up to where the virtual environment is made, which needs a true Python.
  const start = script.slice(0, script.indexOf('rm -rf'));
  const { exitCode, stderr } = await execa('/bin/sh', ['-e', '-c', start], {
    reject: false,
    env: { PATH: bin },
    extendEnv: false,
  });
  const asked = join(bin, 'asked');
  return { exitCode, stderr, asked: existsSync(asked) ? readFileSync(asked, 'utf8') : '' };
}

const BRING = (name: string) => `printf '#!/bin/sh\\nexit 0\\n' >BIN/${name}; chmod +x BIN/${name}`;

it('takes the Python that the image has', async () => {
  const { exitCode, asked } = await runWith({ python3: 'exit 0', 'apt-get': 'echo asked >>BIN/asked' }, 'python3');

  expect(exitCode).toBe(0);
  expect(asked).toBe('');
});

it('has Debian’s packages bring Python with venv, which is a package of its own there', async () => {
  const bring = `echo "$*" >>BIN/asked; case "$*" in *install*) ${BRING('python3')} ;; esac`;

  const { exitCode, asked } = await runWith({ python3: 'exit 1', 'apt-get': bring }, 'python3');

  expect(exitCode).toBe(0);
  expect(asked).toContain('install python3 python3-venv');
});

it('has dnf bring the Python that the platform names', async () => {
  const bring = `echo "$*" >>BIN/asked; ${BRING('python3.12')}`;

  const { exitCode, asked } = await runWith({ dnf: bring, python3: 'exit 0' }, 'python3.12');

  expect(exitCode).toBe(0);
  expect(asked).toContain('install python3.12');
});

it.each([
  ['there is no package manager', {}],
  ['the package manager has none', { dnf: 'echo No match for argument: python3.12 >&2; exit 1' }],
])('says what to do where %s', async (_title, programs) => {
  const { exitCode, stderr } = await runWith(programs, 'python3.12');

  expect(exitCode).toBe(1);
  expect(stderr).toContain("The image has no 'python3.12', so Salt cannot come by pip");
});
