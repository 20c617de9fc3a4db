import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { extract, pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packTar } from '../../src/connect/pack-tar.ts';
import { makeSshKey } from '../../src/connect/ssh/make-key.ts';
import { openSsh } from '../../src/connect/ssh/open-ssh.ts';
import { waitUntil } from '../../src/connect/wait-until.ts';
import type { Connection } from '../../src/contract/connection.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { freePort, startSshd, type SshServer } from '../support/start-sshd.ts';

const calm = (): AbortSignal => new AbortController().signal;
const options = { signal: calm(), timeoutMs: 10_000 };

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

describe('exec over SSH', () => {
  it('hands over every word as it is', async () => {
    const words = [
      'a b',
      `it's "quoted"`,
      '$HOME',
      '*',
      '',
      'ü €',
      '; rm -rf /nothing',
      '-n',
      '--',
      'two\nlines',
      '\\',
    ];

    const result = await connection.exec(['/bin/sh', '-c', 'for one do printf "%s\\n" "[$one]"; done', 'sh', ...words]);

    expect(result.stdout).toBe(words.map((word) => `[${word}]\n`).join(''));
  });

  it('keeps the two streams apart and gives the exit code as a result', async () => {
    const result = await connection.exec(['/bin/sh', '-c', 'echo out; echo err >&2; exit 7']);

    expect(result).toMatchObject({ code: 7, stdout: 'out\n', stderr: 'err\n', timedOut: false });
  });

  it('gives the exit code of a command that closes its output long before its end', async () => {
    const result = await connection.exec(['/bin/sh', '-c', 'exec >&- 2>&-; sleep 0.3; exit 7']);

    expect(result).toMatchObject({ code: 7, stdout: '', stderr: '' });
  });

  it('answers 127 for a program that is not there', async () => {
    const result = await connection.exec(['no-such-program-here']);

    expect(result).toMatchObject({ code: 127, stdout: '' });
    expect(result.stderr).toContain('no-such-program-here');
  });

  it('answers 126 for a file that is no program', async () => {
    const result = await connection.exec(['/etc/passwd']);

    expect(result).toMatchObject({ code: 126, stdout: '' });
    expect(result.stderr).not.toBe('');
  });

  it('answers 126 for a line that no shell can take', async () => {
    const result = await connection.exec(['echo', 'x'.repeat(140_000)]);

    expect(result).toMatchObject({ code: 126, stdout: '', stderr: 'echo: Argument list too long\n' });
  });

  it.each([
    ['TERM', 143],
    ['KILL', 137],
    ['ABRT', 134],
  ])('answers as a shell does when SIG%s ended the command', async (signal, code) => {
    const result = await connection.exec(['/bin/sh', '-c', `kill -s ${signal} $$`]);

    expect(result.code).toBe(code);
  });

  it('sends a text to standard input and closes it', async () => {
    const result = await connection.exec(['cat'], { stdin: 'line one\nzwei ü\n' });

    expect(result.stdout).toBe('line one\nzwei ü\n');
  });

  it('sends a text that is larger than what may be under way', async () => {
    const result = await connection.exec(['wc', '-c'], { stdin: 'x'.repeat(5_000_000) });

    expect(Number(result.stdout)).toBe(5_000_000);
  });

  it('sends a stream to standard input, byte for byte', async () => {
    const block = Buffer.alloc(64 * 1024, 'x');

    const result = await connection.exec(['wc', '-c'], {
      stdin: Readable.from(Array.from({ length: 80 }, () => block)),
    });

    expect(Number(result.stdout)).toBe(80 * block.length);
  });

  it('sends what there is without waiting for more', async () => {
    const answered = Promise.withResolvers<void>();
    const conversation = Readable.from(
      (async function* () {
        yield 'one\n';
        await answered.promise;
        yield 'two\n';
      })(),
    );

    const result = await connection.exec(['cat'], { stdin: conversation, onStdout: () => answered.resolve() });

    expect(result.stdout).toBe('one\ntwo\n');
  });

  it.each([1, 512, 64 * 1024])(
    'is not stopped by a command that does not read its input (pieces of %i)',
    async (size) => {
      const endless = Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(size);
        })(),
      );

      const result = await connection.exec(['/bin/sh', '-c', 'sleep 0.3; echo enough'], { stdin: endless });

      expect(result).toMatchObject({ code: 0, stdout: 'enough\n' });
      expect(endless.destroyed).toBe(true);
    },
  );

  it('throws what broke its standard input, and ends the command', async () => {
    const mark = newMark();
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(512);
        throw new Error('disk on fire');
      })(),
    );

    const running = connection.exec(['sleep', mark], { stdin: broken });

    await expect(running).rejects.toThrow('disk on fire');
    expect(await countSleepers(mark)).toBe(0);
  });

  it('closes standard input when there is nothing to send', async () => {
    const result = await connection.exec(['cat'], { timeoutMs: 10_000 });

    expect(result).toMatchObject({ code: 0, stdout: '', timedOut: false });
  });

  it('never gives a terminal', async () => {
    const result = await connection.exec(['/bin/sh', '-c', 'test -t 0 || test -t 1 || test -t 2']);

    expect(result.code).toBe(1);
  });

  it('sets environment and working directory', async () => {
    const result = await connection.exec(['/bin/sh', '-c', 'echo "$GREETING"; pwd'], {
      environment: { GREETING: `a = "b" 'c'\n$d` },
      workdir: folder,
    });

    expect(result.stdout).toBe(`a = "b" 'c'\n$d\n${folder}\n`);
  });

  it('takes names that are none of the shell', async () => {
    const result = await connection.exec(['printenv', 'a.b'], { environment: { 'a.b': 'c d', HOME: '/nowhere' } });

    expect(result.stdout).toBe('c d\n');
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

  it('runs as who logged in, or as another user', async () => {
    const line = ['/bin/sh', '-c', 'echo "$(id -un) $(pwd) $WORD $1"', 'sh', `it's`];
    const [root, zero, nobody] = await Promise.all(
      [undefined, '0', 'nobody'].map((user) =>
        connection.exec(line, { environment: { WORD: 'a b' }, ...(user === undefined ? {} : { user }) }),
      ),
    );

    expect(root?.stdout).toBe(`root / a b it's\n`);
    expect(zero?.stdout).toBe(`root / a b it's\n`);
    expect(nobody?.stdout).toBe(`nobody / a b it's\n`);
  });

  it('decodes letters that are split between two pieces, and passes text on as it comes', async () => {
    const pieces: string[] = [];

    const result = await connection.exec(['/bin/sh', '-c', String.raw`printf '\303'; sleep 0.2; printf '\274\n'`], {
      onStdout: (piece) => pieces.push(piece),
    });

    expect(result.stdout).toBe('ü\n');
    expect(pieces.join('')).toBe('ü\n');
  });

  it('gives all of a long output, of both streams', async () => {
    const script = 'i=0; while [ $i -lt 20000 ]; do echo "line $i"; echo "err $i" >&2; i=$((i+1)); done';

    const result = await connection.exec(['/bin/sh', '-c', script]);

    expect(result.stdout.split('\n')).toHaveLength(20_001);
    expect(result.stderr.split('\n')).toHaveLength(20_001);
  });

  it('gives more output than may be under way', async () => {
    const result = await connection.exec(['head', '-c', '9000000', '/dev/zero']);

    expect(result.stdout).toHaveLength(9_000_000);
  });

  it('does not wait for what the command leaves running', async () => {
    const mark = newMark();

    const result = await connection.exec(['/bin/sh', '-c', `sleep ${mark} & echo $!`], { timeoutMs: 20_000 });

    expect(result).toMatchObject({ code: 0, timedOut: false });
    expect(result.durationMs).toBeLessThan(10_000);
    expect(await countSleepers(mark)).toBe(1);
    process.kill(Number(result.stdout));
  });

  it('ends a command and its children when the time has passed', async () => {
    const mark = newMark();

    const result = await connection.exec(['/bin/sh', '-c', `echo begun; sleep ${mark} & sleep ${mark}`], {
      timeoutMs: 300,
    });

    expect(result).toMatchObject({ code: 124, timedOut: true, stdout: 'begun\n' });
    expect(result.durationMs).toBeLessThan(5000);
    expect(await countSleepers(mark)).toBe(0);
  });

  it('ends a command of another user, which does not listen to a warning', async () => {
    const mark = newMark();

    const result = await connection.exec(['/bin/sh', '-c', `trap '' TERM; sleep ${mark}; sleep ${mark}`], {
      timeoutMs: 300,
      user: 'nobody',
    });

    expect(result).toMatchObject({ code: 124, timedOut: true });
    expect(await countSleepers(mark)).toBe(0);
  });

  it('ends a command when it is aborted, and throws the reason', async () => {
    const mark = newMark();
    const abort = new AbortController();
    const reason = new Error('enough of this');

    const running = connection.exec(['sleep', mark], { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 300);

    await expect(running).rejects.toBe(reason);
    expect(await countSleepers(mark)).toBe(0);
  });

  it('ends a command that is aborted while it starts', async () => {
    const mark = newMark();
    const abort = new AbortController();
    const reason = new Error('enough of this');

    const running = connection.exec(['sleep', mark], { signal: abort.signal });
    setImmediate(() => abort.abort(reason));

    await expect(running).rejects.toBe(reason);
    expect(await countSleepers(mark)).toBe(0);
  });

  it('starts nothing when it is aborted already', async () => {
    const reason = new Error('too late');

    await expect(connection.exec(['true'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('runs several commands at once', async () => {
    const started = performance.now();

    const results = await Promise.all(
      [1, 2, 3, 4].map((n) => connection.exec(['/bin/sh', '-c', `sleep 0.5; echo ${n}`])),
    );

    expect(results.map((result) => result.stdout.trim())).toEqual(['1', '2', '3', '4']);
    expect(performance.now() - started).toBeLessThan(1900);
  });

  it('runs more commands at once than sshd allows', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => `${index}`);

    const results = await Promise.all(numbers.map((n) => connection.exec(['/bin/sh', '-c', `sleep 0.2; echo ${n}`])));

    expect(results.map((result) => result.stdout.trim())).toEqual(numbers);
  });

  it('ends more commands at once than sshd allows', async () => {
    const mark = newMark();

    const results = await Promise.all(
      Array.from({ length: 12 }, () => connection.exec(['sleep', mark], { timeoutMs: 300 })),
    );

    expect(results.every((result) => result.timedOut)).toBe(true);
    expect(await countSleepers(mark)).toBe(0);
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

describe('put and get over SSH', () => {
  it('brings a tree there and back: modes, deep paths, letters of all kinds, links', async () => {
    const deep = Array.from({ length: 30 }, (_, index) => `folder-${index}`).join('/');
    const tree = packTar([
      { kind: 'file', path: 'script', content: '#!/bin/sh\n', mode: 0o755 },
      { kind: 'file', path: 'secret', content: 'x', mode: 0o600 },
      { kind: 'file', path: `${deep}/file`, content: 'deep' },
      { kind: 'file', path: 'größe/日本 語.txt', content: '€' },
      { kind: 'symlink', path: 'link', target: 'script' },
    ]);

    await connection.put(tree, `${folder}/srv/round trip`);

    const back = await readTree(await connection.get(`${folder}/srv/round trip`));
    expect(back['round trip/script']).toEqual({ mode: 0o755, content: '#!/bin/sh\n' });
    expect(back['round trip/secret']).toEqual({ mode: 0o600, content: 'x' });
    expect(back[`round trip/${deep}/file`]?.content).toBe('deep');
    expect(back['round trip/größe/日本 語.txt']?.content).toBe('€');
    expect(back['round trip/link']?.content).toBe('-> script');
  });

  it('leaves alone what was in the folder', async () => {
    await connection.put(packTar([{ kind: 'file', path: 'one', content: '1' }]), `${folder}/kept`);
    await connection.put(packTar([{ kind: 'file', path: 'two', content: '2' }]), `${folder}/kept`);

    const back = await readTree(await connection.get(`${folder}/kept`));
    expect(Object.keys(back)).toEqual(expect.arrayContaining(['kept/one', 'kept/two']));
  });

  it('takes a thousand files in one go', async () => {
    const files = Array.from(
      { length: 1000 },
      (_, index) => ({ kind: 'file', path: `f/${index}`, content: 'x'.repeat(1000) }) as const,
    );

    await connection.put(packTar(files), `${folder}/many`);

    const back = await readTree(await connection.get(`${folder}/many`));
    expect(Object.keys(back).filter((path) => path.startsWith('many/f/'))).toHaveLength(1000);
  });

  it('gets many things at once, more than sshd allows', async () => {
    await connection.put(packTar([{ kind: 'file', path: 'file', content: 'x'.repeat(300_000) }]), `${folder}/shared`);

    const all = await Promise.all(
      Array.from({ length: 20 }, async () => await readTree(await connection.get(`${folder}/shared/file`))),
    );

    expect(all.every((tree) => tree['file']?.content.length === 300_000)).toBe(true);
  });

  it('leaves no process when the reader goes away early', async () => {
    await connection.exec(['/bin/sh', '-c', 'head -c 30000000 /dev/zero >"$1"', 'sh', `${folder}/large`]);

    const tar = await connection.get(`${folder}/large`);
    tar.destroy();

    const left = await waitUntil(async () => ((await countProcesses('tar -c')) === 0 ? true : undefined), {
      signal: calm(),
      timeoutMs: 5000,
    });
    expect(left).toBe(true);
  });

  it('breaks the stream off when it is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('enough of this');
    const tar = await connection.get(`${folder}/large`, { signal: abort.signal });

    abort.abort(reason);

    await expect(text(tar)).rejects.toBe(reason);
  });

  it('says so when a stream breaks', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(512);
        throw new Error('disk on fire');
      })(),
    );

    const put = connection.put(broken, `${folder}/broken`);

    await expect(put).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
      message: expect.stringContaining('disk on fire'),
    });
  });

  it('says what tar said', async () => {
    const put = connection.put(Readable.from([Buffer.from('this is no tar')]), `${folder}/no-tar`);

    await expect(put).rejects.toMatchObject({ code: 'UPLOAD_FAILED', message: expect.stringContaining('tar') });
  });

  it('names a full disk', async () => {
    const full = join(folder, 'full');
    await connection.exec(['mkdir', full]);
    const mounted = await connection.exec(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]);
    expect(mounted.stderr).toBe('');
    try {
      const put = connection.put(packTar([{ kind: 'file', path: 'file', content: 'x'.repeat(200_000) }]), full);

      await expect(put).rejects.toMatchObject({ code: 'NO_SPACE', message: expect.stringContaining(full) });
    } finally {
      await connection.exec(['umount', full]);
    }
  });

  it('says so when there is nothing to get', async () => {
    await expect(connection.get(`${folder}/nothing-here`)).rejects.toMatchObject({
      name: 'SalternError',
      message: expect.stringContaining('nothing-here'),
    });
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
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('gives up at once when its key is refused', async () => {
    const started = performance.now();
    const keyFile = join(folder, 'stranger');
    writeFileSync(keyFile, makeSshKey('x').privateKey, { mode: 0o600 });

    await expect(openSsh({ ...server.target, keyFile }, options)).rejects.toMatchObject({
      code: 'SSH_FAILED',
      message: expect.stringContaining('refuses the key'),
    });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('names place and reason when nobody listens', async () => {
    const port = await freePort();

    const opening = openSsh({ ...server.target, port }, { signal: calm(), timeoutMs: 400 });

    await expect(opening).rejects.toMatchObject({
      code: 'SSH_FAILED',
      message: `There is no way into 'tested-machine' at 127.0.0.1:${port} over SSH within 0.4 s; at last: connection refused`,
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

    const opening = openSsh({ ...server.target, port }, { signal: calm(), timeoutMs: 400 });

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
    const tar = await open.get(`${folder}/large`);
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
      const connection = await openSsh(target, { signal: new AbortController().signal, timeoutMs: 10_000 });
      await connection.exec(['sleep', '5'], { timeoutMs: 200 });
      console.log((await connection.exec(['echo', 'hello'], { timeoutMs: 60_000 })).stdout);
      await connection[Symbol.asyncDispose]();
    `;

    const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });

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

let marks = 0;
/** Seconds of sleep that nobody else sleeps. */
function newMark(): string {
  marks += 1;
  return `33${process.pid}${marks}`;
}

async function countSleepers(mark: string): Promise<number> {
  return await countProcesses(`sleep ${mark}`);
}

async function awaitSleepers(mark: string, count: number): Promise<void> {
  const look = async (): Promise<true | undefined> => ((await countSleepers(mark)) === count ? true : undefined);
  await waitUntil(look, { signal: AbortSignal.timeout(20_000) });
}

async function countProcesses(beginning: string): Promise<number> {
  return (await listProcesses(beginning)).length;
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

async function readTree(tar: Readable): Promise<Record<string, { mode: number; content: string }>> {
  const tree: Record<string, { mode: number; content: string }> = {};
  const entries = extract();
  tar.pipe(entries);
  for await (const entry of entries) {
    const { name, mode, type, linkname } = entry.header;
    const content = type === 'symlink' ? `-> ${linkname}` : await text(entry);
    if (type !== 'directory') tree[name] = { mode: mode & 0o7777, content };
    else entry.resume();
  }
  return tree;
}
