import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { waitForLock, withLock } from '../../../../src/base/lock/with-lock.ts';
import { takeLock } from '../../../../src/base/lock/take-lock.ts';

const calm = (): AbortSignal => new AbortController().signal;

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

  it('lets those of one process in one after the other, as they came, and looks at the file once for each', async () => {
    const here = place();
    const order: number[] = [];
    const told = vi.fn<() => void>();
    const all = Array.from({ length: 300 }, (_, index) =>
      withLock(here, () => Promise.resolve(void order.push(index)), { signal: calm(), onWait: told }),
    );
    const tries = vi.spyOn(DatabaseSync.prototype, 'exec');

    await Promise.all(all);

    expect(order).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(told).toHaveBeenCalledTimes(299);
    expect(tries.mock.calls.length).toBeLessThanOrEqual(300);
    tries.mockRestore();
  });

  it('a thousand who wait for another process ask for it as often as one does', async () => {
    const here = place();
    const tries = vi.spyOn(DatabaseSync.prototype, 'exec');
    const held = await takeLock(here);
    const abort = new AbortController();
    const all = Array.from({ length: 1000 }, () =>
      withLock(here, () => Promise.resolve(), { signal: abort.signal }).catch((error: Error) => error.message),
    );
    setTimeout(() => abort.abort(new Error('enough')), 450);

    const ends = await Promise.all(all);

    held?.[Symbol.dispose]();
    expect(new Set(ends)).toEqual(new Set(['enough']));
    expect(tries.mock.calls.length).toBeLessThan(20);
    tries.mockRestore();
  });

  it('who gives up leaves the others their turns', async () => {
    const here = place();
    const impatient = new AbortController();
    const done: string[] = [];
    const held = await waitForLock(here, { signal: calm() });
    const first = withLock(here, () => Promise.resolve(), { signal: impatient.signal }).catch(() => 'gave up');
    const second = withLock(here, () => Promise.resolve(void done.push('second')), { signal: calm() });

    impatient.abort(new Error('enough'));
    expect(await first).toBe('gave up');
    held[Symbol.dispose]();
    await second;

    expect(done).toEqual(['second']);
  });

  it('who cannot open the file leaves no lock behind', async () => {
    const there = place();
    const wrong = { file: there.directory };

    await expect(withLock(wrong, () => Promise.resolve(), { signal: calm() })).rejects.toThrow(/open|directory/);
    await expect(withLock(wrong, () => Promise.resolve(), { signal: calm() })).rejects.toThrow(/open|directory/);
  });

  it('is given back when the work fails', async () => {
    const here = place();

    await expect(withLock(here, () => Promise.reject(new Error('no')), { signal: calm() })).rejects.toThrow('no');

    using lock = await takeLock(here);
    expect(lock).toBeDefined();
  });

  it('is given back by the kernel when its process is killed', async () => {
    const here = place();
    const module = join(import.meta.dirname, '../../../../src/base/lock/take-lock.ts');
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
