import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openContentCache } from '../../../../src/app/farm/content-cache.ts';

const DAY = 24 * 3_600_000;
const NOW = Date.parse('2026-11-27T03:00:00Z');
const [old, older, fresh] = ['a', 'b', 'c'].map((digit) => digit.repeat(64));

/** Contents of 1000 bytes each, by name and when each was used last. */
function cacheWith(contents: Readonly<Record<string, number>>) {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-content-'));
  for (const [name, usedAt] of Object.entries(contents)) {
    mkdirSync(join(folder, name, 'inner'), { recursive: true });
    writeFileSync(join(folder, name, 'inner/file'), 'x'.repeat(1000));
    utimesSync(join(folder, name), new Date(usedAt), new Date(usedAt));
  }
  const cache = openContentCache({ folder, key: undefined, read: async () => undefined, now: () => NOW });
  return { cache, list: () => readdirSync(folder).toSorted() };
}

describe("what is pruned of a worker's contents", () => {
  const three = { [old ?? '']: NOW - 2 * DAY, [older ?? '']: NOW - 3 * DAY, [fresh ?? '']: NOW - 1000 };

  it.each([
    ['nothing, where all have room', 3000, [old, older, fresh]],
    ['the one that was used longest ago', 2999, [old, fresh]],
    ['all that is old, and never what a job may be at', 0, [fresh]],
  ])('%s', async (_what, mostBytes, left) => {
    const { cache, list } = cacheWith(three);

    await cache.prune(mostBytes);

    expect(list()).toEqual(left.toSorted());
  });

  it('what a killed worker left half unpacked, but not what another may be unpacking', async () => {
    const { cache, list } = cacheWith({ '.new-abc': NOW - 2 * DAY, '.new-def': NOW - 1000 });

    await cache.prune(1e9);

    expect(list()).toEqual(['.new-def']);
  });

  it('nothing else that lies there', async () => {
    const { cache, list } = cacheWith({ notes: NOW - 9 * DAY, [older ?? '']: NOW - 3 * DAY });

    await cache.prune(0);

    expect(list()).toEqual(['notes']);
  });

  it('nothing, where there is no folder yet', async () => {
    const folder = join(tmpdir(), 'saltern-never-made');
    const cache = openContentCache({ folder, key: undefined, read: async () => undefined, now: () => NOW });

    await expect(cache.prune(0)).resolves.toBeUndefined();
  });
});
