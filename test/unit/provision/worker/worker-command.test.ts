import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { residentStep } from '../../../../src/provision/stages/resident-step.ts';
import { WRITE_COMMAND } from '../../../../src/provision/stages/salt-command.ts';
import { NO_SALT, workerCommand } from '../../../../src/provision/worker/worker-command.ts';
import { joinParts } from '../../../../src/provision/worker/worker-source.ts';

/** A guest that is a folder of this machine: `salt-call` names this machine's Python, and Salt is an empty package. */
let root: string;
let socket: string;
let environment: Record<string, string>;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'saltern-guest-')));
  socket = join(root, 'resident');
  const { stdout: python } = await execa('python3', ['-c', 'import sys; print(sys.executable)']);
  await mkdir(join(root, 'modules/salt'), { recursive: true });
  await writeFile(join(root, 'modules/salt/__init__.py'), '');
  await writeFile(join(root, 'modules/slow_one.py'), 'loaded_by = __import__("os").getpid()\n');
  await writeFile(join(root, 'salt-call'), `#!${python}\n`, { mode: 0o755 });
  environment = {
    PATH: `${root}:${process.env['PATH']}`,
    PYTHONPATH: join(root, 'modules'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
});

afterEach(async () => {
  const pid = await readFile(join(root, 'pid'), 'utf8').catch(() => undefined);
  if (pid !== undefined) process.kill(Number(pid));
  await rm(root, { recursive: true, force: true });
});

/** Runs the `main` of this text as a session's worker; what follows it on stdin is `rest`. */
async function run(text: string, { rest = '', env = {} }: { rest?: string; env?: Record<string, string> } = {}) {
  const program = joinParts([{ name: 'main', text }], { root: '/nowhere' });
  const [file = '', ...argv] = await workerCommand(program.length, socket);
  // Starts sh: the guest's shell, played by ours.
  return execa(file, argv, {
    input: Buffer.concat([program, Buffer.from(rest)]),
    cwd: root,
    env: { ...environment, ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  });
}

/** The prepare step, as a driver runs it; gives the resident's process. */
async function startResident(modules: readonly string[] = ['no_such_module', 'slow_one']): Promise<number> {
  const { script } = await residentStep(modules, socket);
  await execa('sh', ['-euc', `${script}\necho $pid >${join(root, 'pid')}`], { env: environment, extendEnv: false });
  return Number(await readFile(join(root, 'pid'), 'utf8'));
}

const TELL = `
import json, os, sys

def main(settings):
    print(json.dumps({
        "pid": os.getpid(),
        "parent": os.getppid(),
        "session": os.getsid(0),
        "folder": os.getcwd(),
        "word": os.environ.get("WORD"),
        "rest": sys.stdin.read(),
        "settings": settings,
        "slow": getattr(sys.modules.get("slow_one"), "loaded_by", None),
    }))
    print("to stderr", file=sys.stderr)
`;

it("finds Salt's Python behind a salt-call of ours", async () => {
  const real = join(root, 'real');
  await rename(join(root, 'salt-call'), real);
  await execa('sh', ['-euc', WRITE_COMMAND], { env: { real, at: join(root, 'salt-call') } });

  const { exitCode, stdout } = await run(TELL);

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ settings: { root: '/nowhere' } });
});

describe('without a resident', () => {
  it('the program runs with the Python of Salt and finds on stdin what follows it', async () => {
    const { stdout, stderr, exitCode } = await run(TELL, { rest: 'for the worker', env: { WORD: 'a=b' } });

    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      folder: root,
      word: 'a=b',
      rest: 'for the worker',
      settings: { root: '/nowhere' },
      slow: null,
    });
    expect(stderr).toBe('to stderr\n');
  });

  it.each([
    ['a status', 'import sys\ndef main(settings):\n    sys.exit(7)\n', 7],
    ['an error', 'def main(settings):\n    raise ValueError("broken")\n', 1],
  ])('its end with %s is the end of the command', async (_what, text, status) => {
    expect((await run(text)).exitCode).toBe(status);
  });

  it('a program that does not come ends quietly', async () => {
    const [file = '', ...argv] = await workerCommand(100, socket);

    // Starts sh: the guest's shell, played by ours.
    const { exitCode, stderr } = await execa(file, argv, { input: 'too little', env: environment, extendEnv: false });

    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
  });

  it('a guest that has no Salt says so', async () => {
    await rm(join(root, 'salt-call'));

    const { exitCode } = await run(TELL, { env: { PATH: '/usr/bin:/bin' } });

    expect(exitCode).toBe(NO_SALT);
  });
});

describe('with a resident', () => {
  it('the program runs in a fork of it, with what it imported before', async () => {
    const resident = await startResident();

    const { stdout, stderr, exitCode } = await run(TELL, { rest: 'for the worker', env: { WORD: 'a=b' } });

    expect(exitCode, stderr).toBe(0);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ parent: resident, slow: resident, settings: { root: '/nowhere' } });
    expect(told.session).toBe(told.pid);
  });

  it('streams, environment and folder are those of the client, and the exit status comes back', async () => {
    await startResident();

    const told = await run(TELL, { rest: 'for the worker', env: { WORD: 'a=b\nc' } });
    const left = await run('import sys\ndef main(settings):\n    sys.exit(7)\n');
    const broken = await run('def main(settings):\n    raise ValueError("broken")\n');

    expect(JSON.parse(told.stdout)).toMatchObject({ folder: root, word: 'a=b\nc', rest: 'for the worker' });
    expect(told.stderr).toBe('to stderr\n');
    expect(left.exitCode).toBe(7);
    expect(broken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ValueError: broken') });
  });

  it('a session can tell whether what was imported is still what there is', async () => {
    await startResident();
    const text =
      'import os, sys\ndef main(settings):\n    known = sys.saltern_imported\n    file = sys.modules["slow_one"].__file__\n    print(known[file] == (os.stat(file).st_ino, os.stat(file).st_mtime_ns, os.stat(file).st_size))\n';

    const before = await run(text);
    await writeFile(join(root, 'modules/slow_one.py'), 'another = 1\n');
    const after = await run(text);

    expect([before.stdout, after.stdout], before.stderr).toEqual(['True\n', 'False\n']);
  });

  it('each session is a process of its own, two at once and one after the other', async () => {
    const resident = await startResident();
    const text =
      'import sys\nseen = getattr(sys, "seen", 0)\nsys.seen = seen + 1\ndef main(settings):\n    print(seen)\n';

    const both = await Promise.all([run(text), run(text)]);
    const third = await run(text);

    expect([...both, third].map(({ stdout }) => stdout)).toEqual(['0\n', '0\n', '0\n']);
    expect(() => process.kill(resident, 0)).not.toThrow();
  });

  it('sessions that are forks of one process do not throw the same dice', async () => {
    await startResident(['random']);
    const text = 'import random\ndef main(settings):\n    print(random.random())\n';

    const [one, other] = await Promise.all([run(text), run(text)]);

    expect(one?.stdout).not.toBe(other?.stdout);
  });

  it('that has gone and left its socket the program runs in a process of its own', async () => {
    const resident = await startResident();
    process.kill(resident, 'SIGKILL');
    await rm(join(root, 'pid'));

    const { stdout, exitCode } = await run(TELL, { rest: 'all of it' });

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rest: 'all of it', slow: null });
  });
});

it('a guest without Salt is prepared without a resident', async () => {
  const { script } = await residentStep([], socket);

  const { exitCode } = await execa('sh', ['-euc', script], { env: { PATH: '/usr/bin:/bin' }, extendEnv: false });

  expect(exitCode).toBe(0);
});
