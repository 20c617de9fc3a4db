import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withRootLock } from '../../../../src/snapshot/root/root-lock.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-lock-'));
});
afterEach(() => rm(root, { recursive: true }));

it('lets one writer in at a time and the next one in when it is done', async () => {
  const { signal } = new AbortController();
  const seen: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    seen.push(`${name} in`);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(`${name} out`);
  };

  await Promise.all([withRootLock(root, { signal }, work('a')), withRootLock(root, { signal }, work('b'))]);

  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out']);
});

it('says BUSY when the other does not finish, and is transient', async () => {
  const { signal } = new AbortController();

  const inner = withRootLock(root, { signal }, () => withRootLock(root, { signal, timeoutMs: 10 }, async () => {}));

  await expect(inner).rejects.toMatchObject({ code: 'BUSY', isTransient: true });
});

it('stops waiting when the signal says so, with its reason', async () => {
  const { signal } = new AbortController();
  const stop = new AbortController();

  const inner = withRootLock(root, { signal }, async () => {
    const waiting = withRootLock(root, { signal: stop.signal }, async () => {});
    stop.abort(new Error('enough'));
    await waiting;
  });

  await expect(inner).rejects.toThrow('enough');
});

it('is free again after work that threw', async () => {
  const { signal } = new AbortController();
  await withRootLock(root, { signal }, () => Promise.reject(new Error('no'))).catch(() => {});

  const result = await withRootLock(root, { signal, timeoutMs: 0 }, () => Promise.resolve('yes'));

  expect(result).toBe('yes');
});

it('is one file that stays, and nothing beside it', async () => {
  const { signal } = new AbortController();

  await withRootLock(root, { signal }, async () => {});

  expect(await readdir(root)).toEqual(['.lock']);
});

it('names a root that does not exist', async () => {
  const { signal } = new AbortController();

  const locking = withRootLock(join(root, 'nowhere'), { signal }, async () => {});

  await expect(locking).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE', message: expect.stringContaining('nowhere') });
});
