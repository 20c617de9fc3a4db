import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteWord } from '../../src/base/text/quote-word.ts';
import { e2eProject, ROOT, type E2eProject } from '../support/e2e-project.ts';
import { pretendedProject } from '../support/pretended-project.ts';

const MAIN = join(ROOT, 'src/cli/main.ts');

/** With something on standard input: text, bytes, or a shell line whose output comes through a pipe. */
async function saltern(project: E2eProject, argv: readonly string[], input: string | Uint8Array) {
  const run = execa(process.execPath, [MAIN, ...argv], {
    cwd: project.directory,
    input,
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
  });
  const { exitCode, stdout, stderr } = await run;
  return { code: exitCode, bytes: stdout, stdout: String(Buffer.from(stdout)), stderr: String(Buffer.from(stderr)) };
}

describe('exec and standard input', () => {
  let project: E2eProject;

  beforeAll(async () => {
    project = await pretendedProject({ platforms: { 'here-1': {}, 'here-2': {}, there: {} } });
    await project.saltern(['create']);
  });

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  it('gives it to the command, whose exit code comes back', async () => {
    const result = await saltern(project, ['exec', 'demo-default-there', '--', 'sh', '-s'], 'echo hi; exit 3\n');

    expect(result).toMatchObject({ code: 3, stdout: 'hi\n', stderr: '' });
  });

  it('changes no byte on the way in or out, whatever the bytes are', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7919) % 256));

    const { code, bytes: back } = await saltern(project, ['exec', 'there', '--', 'cat'], bytes);

    expect(code).toBe(0);
    expect(Buffer.from(back).equals(bytes)).toBe(true);
  });

  it('ends with the command, though the input goes on without end', async () => {
    const line = `yes | ${[process.execPath, MAIN, 'exec', 'there', '--', 'head', '-n', '1'].map(quoteWord).join(' ')}`;

    const { stdout, exitCode } = await execa('sh', ['-c', line], { cwd: project.directory, timeout: 60_000 });

    expect({ stdout, exitCode }).toEqual({ stdout: 'y', exitCode: 0 });
  });

  it('ends with its reader, though the output goes on without end', async () => {
    const line = `${[process.execPath, MAIN, 'exec', 'there', '--', 'yes'].map(quoteWord).join(' ')} | head -n 1`;

    const { stdout, stderr } = await execa('bash', ['-c', `${line}; echo "\${PIPESTATUS[0]}"`], {
      cwd: project.directory,
      timeout: 60_000,
    });

    expect({ stdout, stderr }).toEqual({ stdout: 'y\n141', stderr: '' });
  });

  it('refuses it for several instances instead of losing it', async () => {
    const { code, stdout, stderr } = await saltern(project, ['exec', '*-here-*', '--', 'sh', '-s'], 'echo hi\n');

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      "Standard input can go to one instance only, and 2 instances match '*-here-*'\n  hint: Name one of them, or add `</dev/null`.\n",
    );
  });

  it('takes a pipe in which nothing comes for none', async () => {
    const { code, stdout } = await saltern(project, ['exec', '*-here-*', '--', 'echo', 'hi'], '');

    expect(code).toBe(0);
    expect(stdout.split('\n').toSorted()).toEqual(['', 'demo-default-here-1: hi', 'demo-default-here-2: hi']);
  });
});

describe('exec in several instances', () => {
  const tell = 'pwd; echo oops >&2; case $PWD in *here-2*) exit 7 ;; esac';
  let project: E2eProject;

  beforeAll(async () => {
    project = await pretendedProject({ platforms: { 'here-1': {}, 'here-2': {}, there: {}, later: {} } });
    await project.saltern(['create', '*-here-*', 'there']);
  });

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  it('says before each line whose it is, keeps the streams apart, and gives the highest exit code', async () => {
    const { code, stdout, stderr } = await project.saltern(['exec', '*', '--', 'sh', '-c', tell]);

    expect(code).toBe(7);
    const said = stdout.trimEnd().split('\n').toSorted();
    expect(said.map((line) => line.replace(/\/.*/, ''))).toEqual([
      'demo-default-here-1: ',
      'demo-default-here-2: ',
      'demo-default-there:  ',
    ]);
    expect(stderr).toContain('demo-default-here-1: oops\n');
    expect(stderr).toContain('demo-default-here-2: exit status 7\n');
    expect(stderr.match(/exit status/g)).toHaveLength(1);
  });

  it('answers as data, each instance by its name', async () => {
    const answer = await project.json(['exec', '*-here-*', '--', 'sh', '-c', tell]);

    expect(answer).toMatchObject({
      code: 7,
      instances: [
        { name: 'demo-default-here-1', code: 0, stderr: 'oops\n' },
        { name: 'demo-default-here-2', code: 7 },
      ],
    });
  });

  it('does not run a command in several because of a guess, and names them', async () => {
    const { code, stdout, stderr } = await project.saltern(['exec', 'here', '--', 'true']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      "'here' matches several running instances: demo-default-here-1, demo-default-here-2, demo-default-there",
    );
  });

  it('takes a part of a name that only one running instance has', async () => {
    const { code } = await project.saltern(['exec', 'here-2', '--', 'true']);
    const notYet = await project.saltern(['exec', 'later', '--', 'true']);

    expect(code).toBe(0);
    expect(notYet.code).toBe(2);
    expect(notYet.stderr).toContain('Start it with `saltern create demo-default-later`.');
  });

  it.each(['list', 'logs', 'verify'])('and so does %s', async (verb) => {
    const { stdout, code } = await project.saltern([...verb.split(' '), 'here-2']);

    expect(code, stdout).toBe(0);
    expect(stdout).toContain('here-2');
    expect(stdout).not.toContain('here-1');
  });

  it('but destroy wants the whole name', async () => {
    const { code, stderr } = await project.saltern(['destroy', 'here-2']);

    expect(code).toBe(2);
    expect(stderr).toContain("hint: Write 'demo-default-here-2'.");
  });
});

describe('salt without Salt', () => {
  it('says that a suite without states has none', async () => {
    await using project = await pretendedProject();
    await project.saltern(['create']);

    const { code, stderr } = await project.saltern(['salt', 'here', '--', 'pillar.items']);

    expect(code).toBe(2);
    expect(stderr).toContain("The suite of 'demo-default-here' has no states, so there is no Salt for it");
  });

  it('says what to add where Salt was asked for nothing', async () => {
    await using project = await pretendedProject();

    const { code, stderr } = await project.saltern(['salt', 'here']);

    expect(code).toBe(2);
    expect(stderr).toContain('`saltern salt here -- pillar.items`');
  });
});

describe('Salt in an instance that was only created', () => {
  const NAME = 'ops-time-default-centos-stream-9';
  let project: E2eProject;
  const inside = (...argv: readonly string[]) => project.saltern(['exec', NAME, '--', ...argv]);

  beforeAll(async () => {
    project = await e2eProject({ night: 0 });
    const { code, stdout, stderr } = await project.saltern(['create', NAME]);
    expect(code, stdout + stderr).toBe(0);
  });

  afterAll(async () => {
    await project?.[Symbol.asyncDispose]();
  });

  it('knows pillar and formula, wherever salt-call is started', async () => {
    const asked = await inside('salt-call', '--out', 'json', 'pillar.get', 'time:servers');
    const bare = await inside('env', '-i', '/usr/bin/salt-call', '--out', 'json', 'state.show_sls', 'ops-time');
    const loggedIn = await inside('su', '-', 'root', '-c', 'salt-call --out json config.get file_client');
    const etc = await inside('ls', '/etc/salt');

    expect(JSON.parse(asked.stdout)).toEqual({ local: ['192.0.2.10', '192.0.2.11'] });
    expect(Object.keys((JSON.parse(bare.stdout) as { local: object }).local)).toContain('time-package');
    expect(JSON.parse(loggedIn.stdout)).toEqual({ local: 'local' });
    expect(etc.stderr).toContain('No such file');
  });

  it('goes by what a formula wrote to /etc/salt, and not by comments there', async () => {
    const idOf = async (text: string) => {
      await inside('sh', '-c', 'mkdir -p /etc/salt; echo "$0" >/etc/salt/minion', text);
      const { stdout } = await inside(
        'env',
        '-i',
        '/usr/bin/salt-call',
        '--local',
        '--out',
        'json',
        'config.get',
        'id',
      );
      return (JSON.parse(stdout) as { local: string }).local;
    };

    const [silent, speaking] = [await idOf('# id: theirs'), await idOf('id: theirs')];
    await inside('rm', '-r', '/etc/salt');

    expect([silent, speaking]).toEqual([NAME, 'theirs']);
  });

  it('is asked by `saltern salt`: arguments, output and exit code are those of salt-call', async () => {
    const words = await project.saltern(['salt', 'ops-time', '--', '--out', 'json', 'test.arg', 'a  b', '$x', "it's"]);
    const failing = await project.saltern(['salt', NAME, '--', 'no.such_function']);

    expect(words.code, words.stderr).toBe(0);
    expect(JSON.parse(words.stdout)).toMatchObject({ local: { args: ['a  b', '$x', "it's"] } });
    expect(failing.code).not.toBe(0);
  });

  it('applies by `saltern salt` the formula as it is now', async () => {
    const file = '../examples/formulas/ops-time/ops-time/now.sls';
    await project.write(file, 'now-file:\n  file.managed:\n    - name: /srv/now\n    - contents: now\n');

    const applied = await project.saltern(['salt', NAME, '--', 'state.apply', 'ops-time.now']);
    const there = await inside('cat', '/srv/now');

    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    expect(there.stdout).toBe('now\n');
  });

  it('tells with --salt-log all that Salt says, of both passes, to the log and not to the screen', async () => {
    await project.write(
      'ops-now.yml',
      'formula: ../examples/formulas/ops-now\nplatforms: [centos-stream-9]\nsuites: { default: {} }\n',
    );
    await project.write('../examples/formulas/ops-now/ops-now/init.sls', 'now:\n  test.nop: []\n');
    const count = async () => {
      const { stdout } = await project.saltern(['logs', 'ops-now']);
      const lines = stdout.split('\n').filter((line) => line.includes('[DEBUG'));
      return ['converge', 'again'].map((phase) => lines.filter((line) => line.includes(` ${phase} `)).length > 9);
    };

    const told = await project.saltern(['test', 'ops-now', '--salt-log', 'debug']);
    const inLog = await count();
    await project.saltern(['test', 'ops-now']);
    const unasked = await count();

    expect(told.code, told.stdout + told.stderr).toBe(0);
    expect(told.stdout + told.stderr).not.toContain('DEBUG');
    expect([inLog, unasked]).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('does not go on when exec is ended by %s', async (signal) => {
    const running = project.start(['exec', NAME, '--', 'salt-call', 'cmd.run', 'echo begun; exec sleep 600']);
    const isThere = async () => (await inside('pgrep', '-f', '[s]leep 600|[s]alt-call')).stdout !== '';
    while (!(await inside('pgrep', '-x', 'sleep')).stdout) expect(running).toBeDefined();

    running.kill(signal);
    const { code } = await running.ended;

    expect(code).toBe(130);
    expect(await isThere()).toBe(false);
  });
});
