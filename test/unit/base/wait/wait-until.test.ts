import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../../src/base/wait/wait-until.ts';

const calm = (): AbortSignal => new AbortController().signal;

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
