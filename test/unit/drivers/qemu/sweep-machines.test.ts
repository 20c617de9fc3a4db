import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderOf, openFolder, readLabel } from '../../../../drivers/qemu/machine/machine-folder.ts';
import { preparedLock, preparedRoot } from '../../../../drivers/qemu/saved/prepared-store.ts';
import { sweepMachines } from '../../../../drivers/qemu/sweep-machines.ts';
import { takeLock } from '../../../../src/base/lock/take-lock.ts';
import { savedState } from './saved/prepared-states.ts';
import { labelledMachine, scene } from './scene.ts';

describe('sweepMachines', () => {
  it('finds nothing where nothing was ever made', async () => {
    using context = scene();

    expect(await sweepMachines({ keep: [] }, context)).toEqual([]);
  });

  it('removes what is this project’s, is not kept, and nothing else', async () => {
    using context = scene();
    const gone = await labelledMachine(context, 'gone');
    const kept = await labelledMachine(context, 'kept');
    const theirs = await labelledMachine(context, 'gone', { project: 'another-12345678' });

    const removed = await sweepMachines({ keep: ['kept'] }, context);

    expect(removed).toEqual(['gone']);
    expect([gone, kept, theirs].map(({ path }) => existsSync(path))).toEqual([false, true, true]);
  });

  it('ends the process of what it removes', async () => {
    using context = scene();
    const folder = await labelledMachine(context, 'running');
    const child = spawn('/bin/sh', ['-c', 'while :; do sleep 0.1; done', 'sh', folder.disk], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await writeFile(folder.pid, `${child.pid}\n`);

    await sweepMachines({ keep: [] }, context);

    await expect.poll(() => child.signalCode).toBe('SIGTERM');
    expect(existsSync(folder.path)).toBe(false);
  });

  it('asks of each instance whether somebody uses it by now', async () => {
    using context = scene();
    await labelledMachine(context, 'begun');
    await labelledMachine(context, 'idle');
    await labelledMachine(context, 'builder-1', { role: 'builder', prepared: 'salt' });
    const asked: string[] = [];

    const removed = await sweepMachines(
      {
        keep: [],
        isInUse: async (instance) => {
          asked.push(instance);
          return instance === 'begun';
        },
      },
      context,
    );

    expect(asked.toSorted()).toEqual(['begun', 'idle']);
    expect(removed.toSorted()).toEqual(['builder-1', 'idle']);
  });

  it('leaves a builder alone while a living process makes that state', async () => {
    using context = scene();
    await labelledMachine(context, 'builder-1', { role: 'builder', prepared: 'salt' });
    const lock = await takeLock(preparedLock(context, 'salt'));

    const first = await sweepMachines({ keep: [] }, context);
    lock?.[Symbol.dispose]();

    expect(first).toEqual([]);
    expect(await sweepMachines({ keep: [] }, context)).toEqual(['builder-1']);
  });

  it('looks at one instance only, when told which', async () => {
    using context = scene();
    const one = await labelledMachine(context, 'one');
    const two = await labelledMachine(context, 'two');
    await savedState(context, '.half');

    expect(await sweepMachines({ keep: [], instance: 'one' }, context)).toEqual(['one']);
    expect([one, two].map(({ path }) => existsSync(path))).toEqual([false, true]);
    expect(await readdir(preparedRoot(context.cacheDirectory))).toEqual(['.half']);
  });

  it('removes states that are half made or half gone, unless somebody is at it', async () => {
    using context = scene();
    for (const key of ['good', '.half', '.gone-old', '.making']) await savedState(context, key);
    using _lock = await takeLock(preparedLock(context, 'making'));

    await sweepMachines({ keep: [] }, context);

    expect((await readdir(preparedRoot(context.cacheDirectory))).toSorted()).toEqual(['.making', 'good']);
  });

  it('passes over a folder whose label nobody can read', async () => {
    using context = scene();
    const folder = await labelledMachine(context, 'odd');
    await writeFile(folder.label, '{"version":1');

    expect(await sweepMachines({ keep: [] }, context)).toEqual([]);
    expect(existsSync(folder.path)).toBe(true);
  });
});

describe("a machine's folder", () => {
  it('is one for each name and project', () => {
    using context = scene();
    const other = { ...context, project: { ...context.project, id: 'other-12345678' } };

    const paths = [folderOf(context, 'a'), folderOf(context, 'b'), folderOf(other, 'a')].map(({ path }) => path);

    expect(new Set(paths).size).toBe(3);
    expect(folderOf(context, 'a').path).toBe(paths[0]);
  });

  it('says whose it is', async () => {
    using context = scene();
    const folder = await labelledMachine(context, 'one', { role: 'builder', prepared: 'salt', parent: 'boot' });

    expect(await readLabel(folder)).toEqual({
      version: 1,
      project: context.project.id,
      instance: 'one',
      run: context.runId,
      role: 'builder',
      prepared: 'salt',
      parent: 'boot',
    });
  });

  it('is refused when its path is too long for a socket', async () => {
    using context = scene();
    const cacheDirectory = join(context.directory, 'long'.repeat(25));
    await mkdir(cacheDirectory);

    const opening = openFolder(folderOf({ ...context, cacheDirectory }, 'one'), {
      version: 1,
      project: 'p',
      instance: 'one',
      run: 'r',
      role: 'instance',
      prepared: '',
      parent: '',
    });

    await expect(opening).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      hint: expect.stringContaining('SALTERN_CACHE'),
    });
    expect(await readdir(cacheDirectory)).toEqual([]);
  });
});
