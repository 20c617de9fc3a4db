import { describe, expect, it, vi } from 'vitest';
import { shareWork } from '../../../../src/base/wait/share-work.ts';

const calm = (): AbortSignal => new AbortController().signal;

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
