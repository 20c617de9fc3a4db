import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundCache, forgetCache, listCache } from '../../../../../drivers/qemu/saved/list-cache.ts';
import {
  listStates,
  preparedFolder,
  preparedLock,
  preparedRoot,
} from '../../../../../drivers/qemu/saved/prepared-store.ts';
import { takeLock } from '../../../../../src/base/lock/take-lock.ts';
import { savedState, storedImage } from './prepared-states.ts';
import { labelledMachine, scene, type Scene } from '../scene.ts';

async function inUse(context: Scene): Promise<readonly string[]> {
  return (await listCache(context)).filter((one) => one.isInUse).map((one) => one.id);
}

async function keys(context: Scene): Promise<readonly string[]> {
  return (await listStates(context.cacheDirectory)).map(({ state }) => state.key).toSorted();
}

describe('listCache', () => {
  it('is empty where nothing was ever kept', async () => {
    using context = scene();

    expect(await listCache(context)).toEqual([]);
  });

  it('tells of saved machines what they are, take, and when they were last used', async () => {
    using context = scene();
    await savedState(context, 'a', { title: 'c9 · salt', bytes: 1_000_000, usedAt: '2026-02-03T04:05:06.000Z' });
    await savedState(context, 'b', { title: 'c9 · boot', isWarm: false });

    const [a, b] = (await listCache(context)).toSorted((one, other) => one.id.localeCompare(other.id));

    expect(a).toMatchObject({ id: 'a', kind: 'prepared', title: 'c9 · salt', usedAt: '2026-02-03T04:05:06.000Z' });
    expect(a?.bytes).toBeGreaterThanOrEqual(1_000_000);
    expect(a?.bytes).toBeLessThan(1_100_000);
    expect(b?.title).toBe('c9 · boot (disk only)');
  });

  it('passes over what is half made, half gone and damaged', async () => {
    using context = scene();
    await savedState(context, 'good');
    await savedState(context, '.making');
    await mkdir(join(preparedRoot(context.cacheDirectory), 'empty'));
    await savedState(context, 'damaged');
    await writeFile(preparedFolder(context.cacheDirectory, 'damaged').state, '{"version":1');

    expect(await keys(context)).toEqual(['good']);
  });

  it('counts as in use what a machine or another saved machine stands on', async () => {
    using context = scene();
    const [below, free] = [await storedImage(context, 'a'), await storedImage(context, 'b')];
    await savedState(context, 'boot', { image: below });
    await savedState(context, 'salt', { image: below, parent: 'boot' });
    await savedState(context, 'other', { image: below });
    await labelledMachine(context, 'one', { prepared: 'other' });

    expect((await inUse(context)).toSorted()).toEqual(['boot', `image-${basename(below)}`, 'other']);
    expect((await listCache(context)).map((one) => one.id)).toContain(`image-${basename(free)}`);
  });

  it('counts every image as in use while a machine stands on one as it is', async () => {
    using context = scene();
    const file = await storedImage(context, 'a');
    await labelledMachine(context, 'one', { project: 'another-project', prepared: '' });

    expect(await inUse(context)).toEqual([`image-${basename(file)}`]);
  });

  it('counts as in use what a builder stands on, though what it makes is not there yet', async () => {
    using context = scene();
    const file = await storedImage(context, 'a');
    await savedState(context, 'boot');
    await savedState(context, 'stranger');
    await labelledMachine(context, 'builder-1', { role: 'builder', prepared: 'salt', parent: 'boot' });

    const second = await inUse(context);
    await labelledMachine(context, 'builder-2', { role: 'builder', prepared: 'first', parent: '' });

    expect(second).toEqual(['boot']);
    expect(await inUse(context)).toEqual(['boot', `image-${basename(file)}`]);
  });
});

describe('forgetCache', () => {
  it('removes what was named and is free, and says what', async () => {
    using context = scene();
    const file = await storedImage(context, 'a');
    await savedState(context, 'boot');
    await savedState(context, 'salt', { parent: 'boot' });
    await savedState(context, 'kept');
    const image = `image-${basename(file)}`;

    const removed = await forgetCache(['salt', 'boot', image, 'never-heard-of', '../../x'], context);

    expect(removed.toSorted()).toEqual([image, 'salt']);
    expect(await keys(context)).toEqual(['boot', 'kept']);
    expect(existsSync(file)).toBe(false);
    expect(await forgetCache(['boot'], context)).toEqual(['boot']);
  });

  it('leaves what somebody makes at this moment', async () => {
    using context = scene();
    await savedState(context, 'salt');
    using _lock = await takeLock(preparedLock(context, 'salt'));

    expect(await forgetCache(['salt'], context)).toEqual([]);
    expect(await keys(context)).toEqual(['salt']);
  });
});

describe('boundCache', () => {
  const MIB = 2 ** 20;

  async function fourStates(context: Scene): Promise<void> {
    await savedState(context, 'old', { bytes: MIB, usedAt: '2026-01-01T00:00:00.000Z' });
    await savedState(context, 'older', { bytes: MIB, usedAt: '2025-01-01T00:00:00.000Z' });
    await savedState(context, 'new', { bytes: MIB, usedAt: '2026-03-01T00:00:00.000Z' });
    await savedState(context, 'used', { bytes: MIB, usedAt: '2024-01-01T00:00:00.000Z' });
    await labelledMachine(context, 'one', { prepared: 'used' });
  }

  it('removes nothing below the limit', async () => {
    using context = scene();
    await fourStates(context);

    await boundCache(context, 'new', 5 * MIB);

    expect(await keys(context)).toHaveLength(4);
  });

  it.each([
    [3.5, ['new', 'old', 'used']],
    [2.5, ['new', 'used']],
    [0, ['new', 'used']],
  ])('keeps below %s MiB by removing those used longest ago, never one in use or the newest', async (limit, left) => {
    using context = scene();
    await fourStates(context);

    await boundCache(context, 'new', limit * MIB);

    expect(await keys(context)).toEqual(left);
  });
});
