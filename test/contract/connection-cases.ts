import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import type { Connection } from '../../src/contract/connection.ts';
import { countProcesses, countSleepers, newMark } from '../support/count-processes.ts';
import { readTree } from '../support/read-tree.ts';

/** A connection as its contract suite runs it. */
export interface ConnectionCase {
  /** Asked when a test runs: it is opened before all of them. */
  readonly connection: () => Connection;
  /** Absolute folder of the guest's that the suite may write to. */
  readonly place: () => string;
  /** With users, mounts and processes of its own kind; a folder that pretends to be a guest has none of them. */
  readonly isGuest: boolean;
}

/** What every connection promises, whatever is at its other end. */
export function connectionCases(given: ConnectionCase): void {
  describe('exec', () => {
    execCases(given);
  });
  describe('put and get', () => {
    transferCases(given);
  });
}

function execCases({ connection, place, isGuest }: ConnectionCase): void {
  const run = (...[argv, options]: Parameters<Connection['exec']>) => connection().exec(argv, options);
  const shell = (script: string, options: Parameters<Connection['exec']>[1] = {}) =>
    run(['/bin/sh', '-c', script], options);

  it('hands over every word as it is', async () => {
    const odd = ['a b', `it's "quoted"`, '$HOME', '*', '', 'ü €', '; rm -rf /nothing', '-n', '--', 'two\nlines', '\\'];

    const result = await run(['/bin/sh', '-c', 'for one do printf "%s\\n" "[$one]"; done', 'sh', ...odd]);

    expect(result.stdout).toBe(odd.map((word) => `[${word}]\n`).join(''));
  });

  it('keeps the two streams apart and gives the exit code as a result', async () => {
    const result = await shell('echo out; echo err >&2; exit 7');

    expect(result).toMatchObject({ code: 7, stdout: 'out\n', stderr: 'err\n', timedOut: false });
  });

  it('gives the exit code of a command that closes its output long before its end', async () => {
    const result = await shell('exec >&- 2>&-; sleep 0.3; exit 7');

    expect(result).toMatchObject({ code: 7, stdout: '', stderr: '' });
  });

  it('ends with the command, though what that left in the background holds its output open', async () => {
    const result = await shell('sleep 30 & echo started; exit 3', { timeoutMs: 20_000 });

    expect(result).toMatchObject({ code: 3, stdout: 'started\n', timedOut: false });
  });

  it('answers 127 for a program that is not there', async () => {
    const result = await run(['no-such-program-here']);

    expect(result).toMatchObject({ code: 127, stdout: '' });
    expect(result.stderr).toContain('no-such-program-here');
  });

  it('answers 126 for a file that is no program', async () => {
    const result = await run(['/etc/passwd']);

    expect(result).toMatchObject({ code: 126, stdout: '' });
    expect(result.stderr).not.toBe('');
  });

  it.each([
    ['TERM', 143],
    ['KILL', 137],
    ['ABRT', 134],
  ])('answers as a shell does when SIG%s ended the command', async (signal, code) => {
    const result = await shell(`kill -s ${signal} $$`);

    expect(result.code).toBe(code);
  });

  it('sends a text to standard input and closes it', async () => {
    const result = await run(['cat'], { stdin: 'line one\nzwei ü\n' });

    expect(result.stdout).toBe('line one\nzwei ü\n');
  });

  it('sends a text that is larger than what may be under way', async () => {
    const result = await run(['wc', '-c'], { stdin: 'x'.repeat(5_000_000) });

    expect(Number(result.stdout)).toBe(5_000_000);
  });

  it('sends a stream to standard input, byte for byte', async () => {
    const block = Buffer.alloc(64 * 1024, 'x');

    const result = await run(['wc', '-c'], { stdin: Readable.from(Array.from({ length: 80 }, () => block)) });

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

    const result = await run(['cat'], { stdin: conversation, onStdout: () => answered.resolve() });

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

      const result = await shell('sleep 0.3; echo enough', { stdin: endless });

      expect(result).toMatchObject({ code: 0, stdout: 'enough\n' });
      expect(endless.destroyed).toBe(true);
    },
  );

  it('throws what broke its standard input, and ends the command', async () => {
    const mark = newMark();

    const running = run(['sleep', mark], { stdin: brokenStream() });

    await expect(running).rejects.toThrow('disk on fire');
    expect(await countSleepers(connection(), mark)).toBe(0);
  });

  it('closes standard input when there is nothing to send', async () => {
    const result = await run(['cat'], { timeoutMs: 10_000 });

    expect(result).toMatchObject({ code: 0, stdout: '', timedOut: false });
  });

  it('never gives a terminal', async () => {
    const result = await shell('test -t 0 || test -t 1 || test -t 2');

    expect(result.code).toBe(1);
  });

  it('sets environment and working directory', async () => {
    const workdir = `${place()}/work`;
    await connection().put(packTar([]), workdir);
    const environment = { GREETING: `a = "b" 'c'\n$d` };

    const result = await shell('echo "$GREETING"; pwd', { environment, workdir });

    expect(result.stdout.startsWith(`a = "b" 'c'\n$d\n`)).toBe(true);
    expect(result.stdout.endsWith(`${workdir}\n`)).toBe(true);
  });

  it('takes names that are none of the shell', async () => {
    const result = await run(['printenv', 'a.b'], { environment: { 'a.b': 'c d', HOME: '/nowhere' } });

    expect(result.stdout).toBe('c d\n');
  });

  it.runIf(isGuest)('runs as root, or as another user', async () => {
    const line = ['/bin/sh', '-c', 'echo "$(id -un) $(pwd) $WORD $1"', 'sh', `it's`];
    const options = { environment: { WORD: 'a b' } };

    const [none, zero, nobody] = await Promise.all([
      run(line, options),
      run(line, { ...options, user: '0' }),
      run(line, { ...options, user: 'nobody' }),
    ]);

    expect([none.stdout, zero.stdout]).toEqual([`root / a b it's\n`, `root / a b it's\n`]);
    expect(nobody.stdout).toBe(`nobody / a b it's\n`);
  });

  it('decodes letters that are split between two pieces, and passes text on as it comes', async () => {
    const pieces: string[] = [];

    const result = await shell(String.raw`printf '\303'; sleep 0.2; printf '\274\n'`, {
      onStdout: (piece) => pieces.push(piece),
    });

    expect(result.stdout).toBe('ü\n');
    expect(pieces.join('')).toBe('ü\n');
  });

  it('gives all of a long output, of both streams', async () => {
    const result = await shell('i=0; while [ $i -lt 20000 ]; do echo "line $i"; echo "err $i" >&2; i=$((i+1)); done');

    expect(result.stdout.split('\n')).toHaveLength(20_001);
    expect(result.stderr.split('\n')).toHaveLength(20_001);
  });

  it('gives more output than may be under way', async () => {
    const result = await run(['head', '-c', '9000000', '/dev/zero']);

    expect(result.stdout).toHaveLength(9_000_000);
  });

  it('ends a command and its children when the time has passed', async () => {
    const mark = newMark();

    const { durationMs } = await run(['true']);
    // Long enough to begin, however busy the machine is.
    const timeoutMs = 1000 + 10 * durationMs;

    const result = await shell(`echo begun; sleep ${mark} & sleep ${mark}`, { timeoutMs });

    expect(result).toMatchObject({ code: 124, timedOut: true, stdout: 'begun\n' });
    expect(await countSleepers(connection(), mark)).toBe(0);
  });

  it.runIf(isGuest)('ends a command of another user, which does not listen to a warning', async () => {
    const mark = newMark();

    const result = await shell(`trap '' TERM; sleep ${mark}; sleep ${mark}`, { timeoutMs: 300, user: 'nobody' });

    expect(result).toMatchObject({ code: 124, timedOut: true });
    expect(await countSleepers(connection(), mark)).toBe(0);
  });

  it('ends a command when it is aborted, and throws the reason', async () => {
    const mark = newMark();
    const abort = new AbortController();
    const reason = new Error('enough of this');

    const running = run(['sleep', mark], { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 300);

    await expect(running).rejects.toBe(reason);
    expect(await countSleepers(connection(), mark)).toBe(0);
  });

  it('ends a command that is aborted while it starts', async () => {
    const mark = newMark();
    const abort = new AbortController();
    const reason = new Error('enough of this');

    const running = run(['sleep', mark], { signal: abort.signal });
    setImmediate(() => abort.abort(reason));

    await expect(running).rejects.toBe(reason);
    expect(await countSleepers(connection(), mark)).toBe(0);
  });

  it('starts nothing when it is aborted already', async () => {
    const reason = new Error('too late');

    await expect(run(['true'], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('runs several commands at once', async () => {
    const workdir = `${place()}/meeting`;
    await connection().put(packTar([]), workdir);
    const meet = (n: number): string => `: >${n}; while [ "$(ls | wc -l)" -lt 4 ]; do sleep 0.05; done; echo ${n}`;

    const results = await Promise.all([1, 2, 3, 4].map((n) => shell(meet(n), { workdir, timeoutMs: 60_000 })));

    expect(results.map((result) => result.stdout.trim())).toEqual(['1', '2', '3', '4']);
  });

  it('runs more commands at once than a server of SSH allows', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => `${index}`);

    const results = await Promise.all(numbers.map((n) => shell(`sleep 0.2; echo ${n}`)));

    expect(results.map((result) => result.stdout.trim())).toEqual(numbers);
  });

  it('ends more commands at once than a server of SSH allows', async () => {
    const mark = newMark();

    const results = await Promise.all(Array.from({ length: 12 }, () => run(['sleep', mark], { timeoutMs: 300 })));

    expect(results.every((result) => result.timedOut)).toBe(true);
    expect(await countSleepers(connection(), mark)).toBe(0);
  });
}

function transferCases({ connection, place, isGuest }: ConnectionCase): void {
  it('brings a tree there and back: modes, deep paths, letters of all kinds, links', async () => {
    const deep = Array.from({ length: 30 }, (_, index) => `folder-${index}`).join('/');
    const tree = packTar([
      { kind: 'file', path: 'script', content: '#!/bin/sh\n', mode: 0o755 },
      { kind: 'file', path: 'secret', content: 'x', mode: 0o600 },
      { kind: 'file', path: `${deep}/file`, content: 'deep' },
      { kind: 'file', path: 'größe/日本 語.txt', content: '€' },
      { kind: 'symlink', path: 'link', target: 'script' },
    ]);

    await connection().put(tree, `${place()}/round trip`);

    const back = await readTree(await connection().get(`${place()}/round trip`));
    expect(back['round trip/script']).toEqual({ mode: 0o755, content: '#!/bin/sh\n' });
    expect(back['round trip/secret']).toEqual({ mode: 0o600, content: 'x' });
    expect(back[`round trip/${deep}/file`]?.content).toBe('deep');
    expect(back['round trip/größe/日本 語.txt']?.content).toBe('€');
    expect(back['round trip/link']?.content).toBe('-> script');
  });

  it('leaves alone what was in the folder', async () => {
    await connection().put(packTar([{ kind: 'file', path: 'one', content: '1' }]), `${place()}/kept`);
    await connection().put(packTar([{ kind: 'file', path: 'two', content: '2' }]), `${place()}/kept`);

    const back = await readTree(await connection().get(`${place()}/kept`));
    expect(Object.keys(back)).toEqual(expect.arrayContaining(['kept/one', 'kept/two']));
  });

  it('takes a thousand files in one go', async () => {
    const files = Array.from(
      { length: 1000 },
      (_, index) => ({ kind: 'file', path: `f/${index}`, content: 'x'.repeat(1000) }) as const,
    );

    await connection().put(packTar(files), `${place()}/many`);

    const back = await readTree(await connection().get(`${place()}/many`));
    expect(Object.keys(back).filter((path) => path.startsWith('many/f/'))).toHaveLength(1000);
  });

  it('gets many things at once, more than a server of SSH allows', async () => {
    const file = { kind: 'file', path: 'file', content: 'x'.repeat(300_000) } as const;
    await connection().put(packTar([file]), `${place()}/shared`);

    const all = await Promise.all(
      Array.from({ length: 20 }, async () => await readTree(await connection().get(`${place()}/shared/file`))),
    );

    expect(all.every((tree) => tree['file']?.content.length === 300_000)).toBe(true);
  });

  it.runIf(isGuest)('leaves no process when the reader goes away early', async () => {
    await putLarge();

    const tar = await connection().get(`${place()}/large`);
    tar.destroy();

    const isIdle = async (): Promise<true | undefined> =>
      (await countProcesses(connection(), `tar -c -f - -C ${place()} -- large`)) === 0 ? true : undefined;
    expect(await waitUntil(isIdle, { signal: new AbortController().signal, timeoutMs: 60_000 })).toBe(true);
  });

  it.runIf(isGuest)('breaks the stream off when it is aborted', async () => {
    await putLarge();
    const abort = new AbortController();
    const reason = new Error('enough of this');
    const tar = await connection().get(`${place()}/large`, { signal: abort.signal });

    abort.abort(reason);

    await expect(text(tar)).rejects.toBe(reason);
  });

  it('says so when a stream breaks', async () => {
    const put = connection().put(brokenStream(), `${place()}/broken`);

    await expect(put).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
      message: expect.stringContaining('disk on fire'),
    });
  });

  it('says so when what comes is no tar', async () => {
    const put = connection().put(Readable.from([Buffer.from('this is no tar')]), `${place()}/nothing`);

    await expect(put).rejects.toMatchObject({ code: 'UPLOAD_FAILED', message: expect.stringContaining('nothing') });
  });

  it.runIf(isGuest)('names a full disk', async () => {
    const full = `${place()}/full`;
    await connection().exec(['mkdir', '-p', full]);
    const mounted = await connection().exec(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]);
    expect(mounted.stderr).toBe('');
    try {
      const put = connection().put(packTar([{ kind: 'file', path: 'file', content: 'x'.repeat(200_000) }]), full);

      await expect(put).rejects.toMatchObject({ code: 'NO_SPACE', message: expect.stringContaining(full) });
    } finally {
      await connection().exec(['umount', full]);
    }
  });

  it('says so when there is nothing to get', async () => {
    await expect(connection().get(`${place()}/nothing-here`)).rejects.toMatchObject({
      name: 'SalternError',
      message: expect.stringContaining('nothing-here'),
    });
  });

  async function putLarge(): Promise<void> {
    const script = 'mkdir -p "$1" && head -c 30000000 /dev/zero >"$1/large"';
    await connection().exec(['/bin/sh', '-c', script, 'sh', place()]);
  }
}

function brokenStream(): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.alloc(512);
      throw new Error('disk on fire');
    })(),
  );
}
