import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSshKey } from '../../src/connect/ssh/make-key.ts';
import { openSsh } from '../../src/connect/ssh/open-ssh.ts';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import type { Connection } from '../../src/contract/connection.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { connectionCases } from '../contract/connection-cases.ts';
import { countSleepers, newMark } from '../support/count-processes.ts';
import { startSshd, type SshServer } from '../support/start-sshd.ts';
import { freePort } from '../testbed/host/free-port.ts';

const calm = (): AbortSignal => new AbortController().signal;
const options = { signal: calm(), timeoutMs: 60_000 };

let folder = '';
let server: SshServer;
let connection: Connection;

beforeAll(async () => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'saltern-ssh-'));
  server = await startSshd(folder);
  connection = await openSsh(server.target, options);
});
afterAll(async () => {
  await connection[Symbol.asyncDispose]();
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('a connection over SSH', () => {
  connectionCases({ connection: () => connection, place: () => folder, isGuest: true });

  it('answers 126 for a line that no shell can take', async () => {
    const result = await connection.exec(['echo', 'x'.repeat(140_000)]);

    expect(result).toMatchObject({ code: 126, stdout: '', stderr: 'echo: Argument list too long\n' });
  });

  it('begins in the root folder, and says so when there is no such folder', async () => {
    const [root, missing] = await Promise.all([
      connection.exec(['pwd']),
      connection.exec(['pwd'], { workdir: '/no/such/folder' }),
    ]);

    expect(root.stdout).toBe('/\n');
    expect(missing).toMatchObject({ code: 127, stdout: '' });
    expect(missing.stderr).toContain('/no/such/folder');
  });

  it('does not wait for what the command leaves running', async () => {
    const mark = newMark();

    const result = await connection.exec(['/bin/sh', '-c', `sleep ${mark} & echo $!`], { timeoutMs: 20_000 });

    expect(result).toMatchObject({ code: 0, timedOut: false });
    expect(await countSleepers(connection, mark)).toBe(1);
    process.kill(Number(result.stdout));
  });

  it('gives up waiting for its turn when it is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('not any more');
    const others = Array.from({ length: 8 }, () => connection.exec(['sleep', '1']));

    const waiting = connection.exec(['true'], { signal: abort.signal });
    abort.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await Promise.all(others);
  });
});

describe('an sshd that allows fewer commands at once', () => {
  it('makes the others wait', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'few-')), ['MaxSessions 2']);
    try {
      await using few = await openSsh(own.target, options);

      const results = await Promise.all(
        ['1', '2', '3', '4', '5'].map((n) => few.exec(['/bin/sh', '-c', `sleep 0.1; echo ${n}`])),
      );

      expect(results.map((result) => result.stdout.trim())).toEqual(['1', '2', '3', '4', '5']);
    } finally {
      await own.kill();
    }
  });

  it('makes the others wait also where those before them end at once', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'brief-')), ['MaxSessions 1']);
    try {
      await using few = await openSsh(own.target, options);

      // A refusal may be heard when the command that was in the way has ended.
      for (let round = 0; round < 30; round += 1) {
        const results = await Promise.all(['1', '2', '3'].map((n) => few.exec(['/bin/echo', n])));

        expect(results.map((result) => result.stdout.trim())).toEqual(['1', '2', '3']);
      }
    } finally {
      await own.kill();
    }
  });

  it('is named when it allows none', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'none-')), ['MaxSessions 0']);
    try {
      await using none = await openSsh(own.target, options);

      await expect(none.exec(['true'])).rejects.toMatchObject({
        code: 'SSH_FAILED',
        hint: expect.stringContaining('MaxSessions'),
      });
    } finally {
      await own.kill();
    }
  });
});

describe('opening', () => {
  it('refuses another host key at once', async () => {
    const started = performance.now();
    const target = { ...server.target, hostKeys: [makeSshKey('other').publicKey] };

    await expect(openSsh(target, options)).rejects.toMatchObject({
      code: 'SSH_FAILED',
      message: expect.stringContaining('another host key'),
    });
    expect(performance.now() - started).toBeLessThan(options.timeoutMs / 2);
  });

  it('gives up at once when its key is refused', async () => {
    const started = performance.now();
    const keyFile = join(folder, 'stranger');
    writeFileSync(keyFile, makeSshKey('x').privateKey, { mode: 0o600 });

    await expect(openSsh({ ...server.target, keyFile }, options)).rejects.toMatchObject({
      code: 'SSH_FAILED',
      message: expect.stringContaining('refuses the key'),
    });
    expect(performance.now() - started).toBeLessThan(options.timeoutMs / 2);
  });

  it('names place and reason when nobody listens', async () => {
    const port = await freePort();

    const opening = openSsh({ ...server.target, port }, { signal: calm(), timeoutMs: 2000 });

    await expect(opening).rejects.toMatchObject({
      code: 'SSH_FAILED',
      message: `There is no way into 'tested-machine' at 127.0.0.1:${port} over SSH within 2 s; at last: connection refused`,
    });
  });

  it.each([
    ['hangs up', (socket: Socket) => void socket.destroy(), 'closed before it said anything'],
    ['says nothing', () => undefined, 'nothing said within'],
    ['speaks something else', (socket: Socket) => void socket.end('HTTP/1.1 400\r\n\r\n'), ''],
  ])('goes on trying with one that %s', async (_, answer, reason) => {
    const sockets: Socket[] = [];
    const stranger = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      answer(socket);
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const port = typeof address === 'object' && address ? address.port : 0;

    const opening = openSsh({ ...server.target, port }, { signal: calm(), timeoutMs: 2000 });

    await expect(opening).rejects.toMatchObject({ code: 'SSH_FAILED', message: expect.stringContaining(reason) });
    sockets.forEach((socket) => socket.destroy());
    stranger.close();
  });

  it('waits for an sshd that is starting', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'late-')));
    await own.kill();

    const opening = openSsh(own.target, options);
    setTimeout(() => own.start(), 500);

    await using late = await opening;
    expect((await late.exec(['true'])).code).toBe(0);
    await own.kill();
  });

  it('ends at once when the machine is gone, or with what is known of it', async () => {
    const port = await freePort();
    const panic = new SalternError('BOOT_FAILED', 'Kernel panic - not syncing');

    const [gone, panicked] = await Promise.allSettled([
      openSsh({ ...server.target, port, isAlive: () => Promise.resolve(false) }, options),
      openSsh({ ...server.target, port, isAlive: () => Promise.reject(panic) }, options),
    ]);

    expect(gone).toMatchObject({ reason: { code: 'GUEST_GONE' } });
    expect(panicked).toMatchObject({ reason: panic });
  });

  it('stops when it is aborted', async () => {
    const port = await freePort();
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');

    const opening = openSsh({ ...server.target, port }, { signal: abort.signal, timeoutMs: 10_000 });
    setTimeout(() => abort.abort(reason), 100);

    await expect(opening).rejects.toBe(reason);
  });
});

describe('a line that breaks', () => {
  it.each([
    [true, { code: 'SSH_FAILED', isTransient: true, message: expect.stringContaining("while 'sleep' ran") }],
    [false, { code: 'GUEST_GONE' }],
  ])('ends what runs (machine still there: %s)', async (isThere, expected) => {
    const own = await startSshd(mkdtempSync(join(folder, 'killed-')));
    let isAlive = true;
    const mark = newMark();
    await using open = await openSsh({ ...own.target, isAlive: () => Promise.resolve(isAlive) }, options);
    const running = [1, 2].map(() => open.exec(['sleep', mark]).catch((error: unknown) => error));
    await awaitSleepers(mark, 2);

    isAlive = isThere;
    await own.kill();

    expect(await Promise.all(running)).toMatchObject([expected, expected]);
    await endSleepers(mark);
  });

  it('is not made again when the machine is gone', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'gone-')));
    let isAlive = true;
    await using open = await openSsh({ ...own.target, isAlive: () => Promise.resolve(isAlive) }, options);
    await open.exec(['true']);

    isAlive = false;
    await own.kill();

    for (const _ of [1, 2]) await expect(open.exec(['true'])).rejects.toMatchObject({ code: 'GUEST_GONE' });
  });

  it('tells what is known of the machine', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'panic-')));
    const panic = new SalternError('BOOT_FAILED', 'Kernel panic - not syncing');
    let isAlive = (): Promise<boolean> => Promise.resolve(true);
    await using open = await openSsh({ ...own.target, isAlive: () => isAlive() }, options);

    isAlive = () => Promise.reject(panic);
    await own.kill();

    await expect(open.exec(['true'])).rejects.toBe(panic);
  });

  it('is made again for what comes later, once for all', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'again-')));
    await using open = await openSsh(own.target, options);
    await open.exec(['true']);

    await own.kill();
    own.start();
    const results = await Promise.all([1, 2, 3].map((n) => open.exec(['echo', `${n}`])));

    expect(results.map((result) => result.stdout)).toEqual(['1\n', '2\n', '3\n']);
    await own.kill();
  });

  it('is made again when only the line was lost', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'dropped-')));
    await using open = await openSsh(own.target, options);

    own.dropLines();

    expect(await open.exec(['echo', 'back'])).toMatchObject({ code: 0, stdout: 'back\n' });
    await own.kill();
  });

  it('breaks a transfer as well', async () => {
    const own = await startSshd(mkdtempSync(join(folder, 'transfer-')));
    await using open = await openSsh(own.target, options);
    const endless = pack();
    endless.entry({ name: 'endless', size: 8e9 }).write(Buffer.alloc(100_000));

    const putting = open
      .put(Readable.from(endless, { objectMode: false }), join(folder, 'transfer'))
      .catch((error: unknown) => error);
    await open.exec(['/bin/sh', '-c', 'head -c 30000000 /dev/zero >"$1"', 'sh', `${folder}/endless`]);
    const tar = await open.get(`${folder}/endless`);
    await own.kill();

    expect(await putting).toMatchObject({ code: 'SSH_FAILED' });
    await expect(text(tar)).rejects.toMatchObject({ code: 'SSH_FAILED' });
  });
});

describe('makeSshKey', () => {
  it('makes keys that OpenSSH reads', async () => {
    const file = join(folder, 'key');
    const { privateKey, publicKey } = makeSshKey('project x');
    writeFileSync(file, privateKey, { mode: 0o600 });

    const { stdout } = await execa('/usr/bin/ssh-keygen', ['-y', '-f', file]);

    expect(stdout).toBe(publicKey);
  });
});

describe('the end of a connection', () => {
  it('rejects what runs, what waits and what comes later', async () => {
    const mark = newMark();
    const open = await openSsh(server.target, options);
    const running = Array.from({ length: 10 }, () => open.exec(['sleep', mark]).catch((error: unknown) => error));
    await awaitSleepers(mark, 8);

    await open[Symbol.asyncDispose]();

    const closed = { code: 'SSH_FAILED', message: expect.stringContaining('was closed') };
    expect(await Promise.all(running)).toEqual(running.map(() => expect.objectContaining(closed)));
    await expect(open.exec(['true'])).rejects.toMatchObject(closed);
    await open[Symbol.asyncDispose]();
    await endSleepers(mark);
  });

  it('leaves nothing open that would keep a process alive', async () => {
    const module = join(import.meta.dirname, '../../src/connect/ssh/open-ssh.ts');
    const script = `
      const { openSsh } = await import(${JSON.stringify(module)});
      const target = { ...${JSON.stringify(server.target)}, isAlive: async () => true };
      const connection = await openSsh(target, { signal: new AbortController().signal, timeoutMs: 60_000 });
      await connection.exec(['sleep', '5'], { timeoutMs: 200 });
      console.log((await connection.exec(['echo', 'hello'], { timeoutMs: 60_000 })).stdout);
      await connection[Symbol.asyncDispose]();
    `;

    const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });

    expect(stdout).toBe('hello\n');
  });
});

describe('loginCommand', () => {
  it('logs in with the real ssh, without a question and whatever the user has set up', async () => {
    const words = connection.loginCommand();

    // Starts ssh: what the command to log in begins with.
    const { exitCode } = await execa(words[0] ?? '', [...words.slice(1), '-o', 'BatchMode=yes', 'exit', '3'], {
      reject: false,
      stdin: 'ignore',
    });

    expect(exitCode).toBe(3);
  });

  it('starts the login shell with the variables that it is given', async () => {
    const [program = '', ...words] = connection.loginCommand({ SALT_CONFIG_DIR: '/var/lib/a b' });

    // Starts ssh: what the command to log in begins with.
    const { stdout } = await execa(program, words, { input: 'echo "<$SALT_CONFIG_DIR>"\n' });

    expect(stdout).toContain('</var/lib/a b>');
  });

  it('gives a terminal', async () => {
    const [program = '', ...words] = connection.loginCommand();

    // Starts ssh: what the command to log in begins with.
    const { stdout } = await execa(
      program,
      [words[0] ?? '', words[1] ?? '', '-t', ...words.slice(2), 'test -t 0 && echo yes'],
      {
        stdin: 'ignore',
      },
    );

    expect(stdout.trim()).toBe('yes');
  });
});

async function awaitSleepers(mark: string, count: number): Promise<void> {
  const look = async (): Promise<true | undefined> =>
    (await countSleepers(connection, mark)) === count ? true : undefined;
  await waitUntil(look, { signal: AbortSignal.timeout(60_000) });
}

async function endSleepers(mark: string): Promise<void> {
  for (const pid of await listProcesses(`sleep ${mark}`)) process.kill(pid);
}

/** Processes of this host, where sshd runs, whose line begins like that. */
async function listProcesses(beginning: string): Promise<readonly number[]> {
  const { stdout } = await execa('ps', ['-e', '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.replace(/^\d+ /, '').startsWith(beginning))
    .map((line) => Number.parseInt(line, 10));
}
