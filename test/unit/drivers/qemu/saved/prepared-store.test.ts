import { readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  forgetMemory,
  listStates,
  notePreparedUse,
  preparedFolder,
  preparedKey,
  preparedRoot,
  readPrepared,
  removeState,
} from '../../../../../drivers/qemu/saved/prepared-store.ts';
import { scene } from '../scene.ts';
import { savedState } from './prepared-states.ts';

describe('removeState', () => {
  it('removes it though an earlier removal was cut off half-way', async () => {
    using context = scene();
    await savedState(context, 'salt');
    await savedState(context, '.gone-salt');

    expect(await removeState(context, 'salt')).toBe(true);
    expect(await readdir(preparedRoot(context.cacheDirectory))).toEqual([]);
  });
});

describe('a saved machine', () => {
  it('is used again from the moment that somebody says so', async () => {
    using context = scene();
    await savedState(context, 'salt', { usedAt: '2025-01-01T00:00:00.000Z' });

    await notePreparedUse('salt', context);
    await notePreparedUse('gone', context);

    const [state] = await listStates(context.cacheDirectory);
    expect(state?.usedAt.getTime()).toBeGreaterThan(Date.parse('2026-01-01'));
  });

  it('boots from its disk once its memory was thrown away', async () => {
    using context = scene();
    await savedState(context, 'salt');
    const folder = preparedFolder(context.cacheDirectory, 'salt');
    await Promise.all([writeFile(folder.memory, 'm'), writeFile(folder.devices, 'd')]);

    await forgetMemory(context.cacheDirectory, 'salt');
    await forgetMemory(context.cacheDirectory, 'gone');

    expect(await readPrepared(context.cacheDirectory, 'salt')).toMatchObject({ isWarm: false });
    expect((await readdir(folder.path)).toSorted()).toEqual(['disk.qcow2', 'state.json']);
  });

  it('has another key with any other input', () => {
    const hardware = {
      machine: 'q35',
      accelerator: 'tcg' as const,
      cpu: 'max',
      cpus: 1,
      memoryBytes: 2 ** 31,
      firmware: 'bios' as const,
      kernel: undefined,
    };

    const all = [
      preparedKey('sha256:1', 'salt', hardware, ['7.2']),
      preparedKey('sha256:2', 'salt', hardware, ['7.2']),
      preparedKey('sha256:1', 'snapshot', hardware, ['7.2']),
      preparedKey('sha256:1', 'salt', { ...hardware, cpus: 2 }, ['7.2']),
      preparedKey('sha256:1', 'salt', hardware, ['9.1']),
    ];

    expect(new Set(all).size).toBe(all.length);
    expect(preparedKey('sha256:1', 'salt', { ...hardware }, ['7.2'])).toBe(all[0]);
  });
});
