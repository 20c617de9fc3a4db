import { execFileSync, spawnSync } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapChannel, type SshChannel } from '../../../src/connect/ssh/channel.ts';
import { commandLine } from '../../../src/connect/ssh/command-line.ts';
import { exitCode } from '../../../src/connect/ssh/exit-code.ts';
import { feedInput } from '../../../src/connect/ssh/feed-input.ts';
import { knownHosts, loginCommand } from '../../../src/connect/ssh/login-command.ts';
import { makeSshKey } from '../../../src/connect/ssh/make-key.ts';
import { limitPlaces } from '../../../src/base/wait/places.ts';
import type { SshTarget } from '../../../src/connect/ssh/ssh-target.ts';

const target: SshTarget = {
  host: '127.0.0.1',
  port: 2222,
  user: 'root',
  keyFile: '/a b/key',
  hostKeys: ['ssh-ed25519 AAAA', 'ssh-rsa BBBB'],
  knownHostsFile: '/a b/known 100%',
  name: 'x',
  isAlive: () => Promise.resolve(true),
};

describe('commandLine', () => {
  it('comes out of a shell as it went in', () => {
    const anyText = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => text.replaceAll('\0', ''))
      .filter((text) => text.isWellFormed());
    for (const [words, value] of fc.sample(fc.tuple(fc.array(anyText), anyText), 25)) {
      const script = 'printf "%s\\0" "$VALUE" "$(pwd)" "$@"';
      const argv = ['/bin/sh', '-c', script, 'sh', ...words];

      const line = commandLine({ argv, environment: { VALUE: value }, workdir: '/usr' }, 'root');

      const out = execFileSync('/bin/sh', ['-c', line]).toString();
      expect(out.split('\0').slice(0, -1)).toEqual([value, '/usr', ...words]);
    }
  });

  it('begins with a word that every login shell knows', () => {
    expect(commandLine({ argv: ['true'] }, 'root')).toMatch(/^exec \/bin\/sh -c '/);
    expect(commandLine({ argv: ['true'], user: 'nobody' }, 'root')).toMatch(/^exec \/bin\/sh -c '/);
  });

  it('changes the user only where it is another', () => {
    const line = (user: string, login: string): string => commandLine({ argv: ['true'], user }, login);

    expect(line('0', 'root')).toBe(line('root', 'root'));
    expect(line('root', 'root')).not.toContain('runuser');
    expect(line('nobody', 'root')).toContain('runuser');
  });

  it.each([
    [['no-such-program-here'], 127],
    [['/etc/passwd'], 126],
    [['/bin/sh', '-c', 'exit 5'], 5],
  ])('%j ends with %i', (argv, code) => {
    expect(spawnSync('/bin/sh', ['-c', commandLine({ argv }, 'root')]).status).toBe(code);
  });
});

describe('exitCode', () => {
  it.each([
    [{ code: 0 }, 0],
    [{ code: 255 }, 255],
    [{ signal: 'SIGKILL' }, 137],
    [{ signal: 'SIGTERM' }, 143],
    [{ signal: 'SIGSIG@openssh.com' }, 128],
  ])('%j is %i', (exit, code) => {
    expect(exitCode(exit)).toBe(code);
  });
});

describe('makeSshKey', () => {
  it('keeps leading zeros, and fills the last block up', () => {
    for (let length = 0; length < 600; length += 1) {
      const { privateKey, publicKey } = makeSshKey('x'.repeat(length % 20));
      const bytes = Buffer.from(privateKey.split('\n').slice(1, -2).join(''), 'base64');

      expect(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')).toHaveLength(51);
      expect((bytes.length - 98) % 8).toBe(0);
    }
  });

  it('takes no comment that would be a second line of a file of keys', () => {
    expect(() => makeSshKey('x\nssh-ed25519 AAAA')).toThrow('one line');
  });
});

describe('limitPlaces', () => {
  it('gives back a place once, to who came first', async () => {
    const places = limitPlaces(1);
    const order: string[] = [];
    const first = await places.take(undefined);
    const second = places.take(undefined).then((place) => (order.push('second'), place));
    const third = places.take(undefined).then((place) => (order.push('third'), place));

    first[Symbol.dispose]();
    first[Symbol.dispose]();
    const place = await second;

    expect(order).toEqual(['second']);
    place[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    expect(order).toEqual(['second', 'third']);
  });

  it('forgets who gave up', async () => {
    const places = limitPlaces(1);
    const abort = new AbortController();
    const reason = new Error('enough');
    const first = await places.take(undefined);
    const waiting = places.take(abort.signal);

    abort.abort(reason);
    first[Symbol.dispose]();

    await expect(waiting).rejects.toBe(reason);
    (await places.take(undefined))[Symbol.dispose]();
  });
});

describe('feedInput', () => {
  it('puts small pieces together and keeps their order', async () => {
    const { channel, sent } = recordingChannel();
    const pieces = Array.from({ length: 1000 }, (_, index) => Buffer.from(`${index}`.padStart(512)));

    await feedInput(channel, Readable.from(pieces));

    expect(Buffer.concat(sent)).toEqual(Buffer.concat(pieces));
    expect(sent.length).toBeLessThan(30);
  });

  it('reads no further while nobody takes anything', async () => {
    const { channel, sent } = recordingChannel(new Promise(() => undefined));
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 1;
          yield Buffer.alloc(1024);
        }
      })(),
    );

    void feedInput(channel, endless).catch(() => undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));

    expect(sent).toHaveLength(1);
    expect(given).toBeLessThan(1000);
    endless.destroy();
  });
});

describe('wrapChannel', () => {
  it('tells nothing of the end when nobody told', async () => {
    const raw = Object.assign(new PassThrough(), { stderr: new PassThrough(), eof: () => {}, close: () => {} });
    const channel = wrapChannel(raw);

    raw.destroy();
    raw.stderr.destroy();

    expect(await channel.closed).toBeUndefined();
  });
});

describe('loginCommand', () => {
  it('names paths so that ssh reads them back', () => {
    const words = loginCommand(target);

    expect(words.slice(0, 8)).toEqual(['ssh', '-F', '/dev/null', '-t', '-p', '2222', '-i', '/a b/key']);
    expect(words).toContain('UserKnownHostsFile="/a b/known 100%%"');
    expect(words.at(-1)).toBe('root@127.0.0.1');
  });

  it('knows each host key by place and port', () => {
    expect(knownHosts(target)).toBe('[127.0.0.1]:2222 ssh-ed25519 AAAA\n[127.0.0.1]:2222 ssh-rsa BBBB\n');
    expect(knownHosts({ ...target, port: 22 })).toMatch(/^127\.0\.0\.1 ssh-ed25519/);
  });
});

/** Remembers what was sent; each piece is taken when `taken` is. */
function recordingChannel(taken: Promise<void> = Promise.resolve()): { channel: SshChannel; sent: readonly Buffer[] } {
  const sent: Buffer[] = [];
  const channel: SshChannel = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    exited: new Promise(() => undefined),
    closed: new Promise(() => undefined),
    send(chunk) {
      sent.push(chunk);
      return taken;
    },
    sendEnd: () => undefined,
    close: () => undefined,
  };
  return { channel, sent };
}
