import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { packTar } from '../../../src/base/tar/pack-tar.ts';
import { quoteWord } from '../../../src/base/text/quote-word.ts';
import { shareWork } from '../../../src/base/wait/share-work.ts';
import { splitLines } from '../../../src/base/text/split-lines.ts';
import { tailLines } from '../../../src/base/text/tail-lines.ts';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import { takeLock, withLock } from '../../../src/base/lock/with-lock.ts';

const calm = (): AbortSignal => new AbortController().signal;

describe('quoteWord', () => {
  it('comes out of a shell as it went in', () => {
    // One shell for all: starting one costs more than everything else here.
    const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
    const words = fc.sample(word, 200).filter((text) => text.isWellFormed());

    const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words.map(quoteWord).join(' ')}`]).toString();

    expect(out.split('\0').slice(0, -1)).toEqual(words);
  });

  it('leaves plain words readable', () => {
    expect(['docker', '--name=x', "it's", ''].map(quoteWord)).toEqual([
      'docker',
      '--name=x',
      String.raw`'it'\''s'`,
      "''",
    ]);
  });
});

describe('waitUntil', () => {
  it('gives what the probe finds', async () => {
    let looks = 0;

    const found = await waitUntil(() => Promise.resolve(++looks === 3 ? 'there' : undefined), {
      signal: calm(),
      intervalMs: 1,
    });

    expect([found, looks]).toEqual(['there', 3]);
  });

  it('gives up when the time has passed', async () => {
    const found = await waitUntil(() => Promise.resolve(undefined), { signal: calm(), intervalMs: 5, timeoutMs: 20 });

    expect(found).toBeUndefined();
  });

  it('throws the reason when aborted while it waits', async () => {
    const abort = new AbortController();
    const reason = new Error('Ctrl-C');

    const waiting = waitUntil(() => Promise.resolve(undefined), { signal: abort.signal, intervalMs: 60_000 });
    setTimeout(() => abort.abort(reason), 5);

    await expect(waiting).rejects.toBe(reason);
  });
});

describe('withLock', () => {
  const place = () => ({ directory: mkdtempSync(join(tmpdir(), 'saltern-lock-')), key: 'a/../b' });

  it('lets one in at a time', async () => {
    const here = place();
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
    };

    await Promise.all([1, 2, 3].map(() => withLock(here, work, { signal: calm() })));

    expect(most).toBe(1);
  });

  it('says once that somebody else holds it, and stops waiting when aborted', async () => {
    const here = place();
    const abort = new AbortController();
    const onWait = vi.fn<() => void>();
    using held = await takeLock(here);

    const waiting = withLock(here, () => Promise.resolve(), { signal: abort.signal, onWait });
    setTimeout(() => abort.abort(new Error('enough')), 250);

    await expect(waiting).rejects.toThrow('enough');
    expect(held).toBeDefined();
    expect(onWait).toHaveBeenCalledTimes(1);
  });

  it('is given back when the work fails', async () => {
    const here = place();

    await expect(withLock(here, () => Promise.reject(new Error('no')), { signal: calm() })).rejects.toThrow('no');

    using lock = await takeLock(here);
    expect(lock).toBeDefined();
  });

  it('is given back by the kernel when its process is killed', async () => {
    const here = place();
    const module = join(import.meta.dirname, '../../../src/base/lock/with-lock.ts');
    const code = `const { takeLock } = await import(${JSON.stringify(module)}); globalThis.lock = await takeLock(${JSON.stringify(here)}); console.log('held'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    const during = await takeLock(here);

    other.kill('SIGKILL');
    await once(other, 'exit');

    using after = await takeLock(here);
    expect(during).toBeUndefined();
    expect(after).toBeDefined();
  });
});

describe('shareWork', () => {
  it('does it once for all who ask meanwhile', async () => {
    const shared = shareWork<number>();
    const work = vi.fn<() => Promise<number>>(() => new Promise<number>((resolve) => setTimeout(() => resolve(7), 5)));

    const all = await Promise.all([1, 2, 3].map(() => shared.do('key', work, calm())));

    expect(all).toEqual([7, 7, 7]);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('fails for all who ask meanwhile, and is tried again by the next', async () => {
    const shared = shareWork<number>();
    const fail = (): Promise<number> => Promise.reject(new Error('no mirror'));

    const both = await Promise.allSettled([shared.do('key', fail, calm()), shared.do('key', fail, calm())]);

    expect(both.map((one) => one.status)).toEqual(['rejected', 'rejected']);
    expect(await shared.do('key', () => Promise.resolve(1), calm())).toBe(1);
  });

  it('is taken over when the one who began was aborted', async () => {
    const shared = shareWork<string>();
    const abort = new AbortController();
    const stopped = (): Promise<string> =>
      new Promise((_, reject) => abort.signal.addEventListener('abort', () => reject(new Error('stopped'))));

    const first = shared.do('key', stopped, abort.signal);
    const second = shared.do('key', () => Promise.resolve('done'), calm());
    abort.abort();

    await expect(first).rejects.toThrow('stopped');
    expect(await second).toBe('done');
  });
});

describe('packTar', () => {
  it('gives the same bytes for the same entries', async () => {
    const entries = [
      { kind: 'directory', path: 'd' },
      { kind: 'file', path: 'd/ü', content: 'x' },
      { kind: 'host-file', path: 'self', source: import.meta.filename },
      { kind: 'symlink', path: 'l', target: 'd' },
    ] as const;

    const [one, two] = await Promise.all([buffer(packTar(entries)), buffer(packTar(entries))]);

    expect(one.equals(two)).toBe(true);
    expect(execFileSync('tar', ['-tv'], { input: one }).toString()).toMatch(/^drwxr-xr-x 0\/0 .* 1970/);
  });

  it('fails with the cause when a file of the host is missing', async () => {
    await expect(buffer(packTar([{ kind: 'host-file', path: 'x', source: '/no/such/file' }]))).rejects.toThrow(
      /ENOENT/,
    );
  });
});

describe('splitLines', () => {
  it('gives whole lines however the text is cut', () => {
    const lines: string[] = [];
    const splitter = splitLines((line) => lines.push(line));

    for (const piece of ['a', 'b\nc\r', '\n', '10%\r50%\r100%\nlast']) splitter.push(piece);
    splitter.end();

    expect(lines).toEqual(['ab', 'c', '100%', 'last']);
  });
});

describe('small things', () => {
  it('tailLines gives the last lines that say something', () => {
    expect(tailLines('a\n\nb  \nc\n', 2)).toEqual(['b', 'c']);
  });
});
