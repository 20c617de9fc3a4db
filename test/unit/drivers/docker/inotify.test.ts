import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  blameInotify,
  explainInotify,
  judgeInotify,
  judgeWatches,
  measureInotify,
  saysInotifyIsGone,
} from '../../../../drivers/docker/inotify.ts';

describe('inotify instances that ran out', () => {
  it.each([
    'systemd[1]: Failed to create inotify object: Too many open files',
    'Failed to create control group inotify object: Too many open files',
    'Failed to allocate manager object: Too many open files',
    'Failed to allocate directory watch: Too many open files',
    'systemd-udevd[41]: inotify_init failed: EMFILE',
  ])('are recognised in: %s', (line) => {
    expect(saysInotifyIsGone(`something else\n${line}\n`)).toBe(true);
  });

  it.each(['Too many open files', 'inotify works', 'nginx: accept4() failed (24: Too many open files)'])(
    'are not seen in: %s',
    (line) => {
      expect(saysInotifyIsGone(line)).toBe(false);
    },
  );

  it('are the reason where PID 1 died without a word and next to none are left', () => {
    const told = explainInotify(['PID 1 ended with 255'], { used: 126, limit: 128 });

    expect(told?.why).toBe(
      'the machine has no inotify instances left (root has 126 of 128), and every container with systemd needs about 6',
    );
    expect(told?.hint).toBe(
      'Remove instances that are kept with `saltern destroy`, or raise it with `sysctl fs.inotify.max_user_instances=1024`.',
    );
  });

  it('are not blamed while there is room', () => {
    expect(explainInotify(['PID 1 ended with 255'], { used: 60, limit: 128 })).toBeUndefined();
    expect(explainInotify(['PID 1 ended with 255'], undefined)).toBeUndefined();
  });

  it.each([
    [28, 'pass', 'room for 16 more'],
    [100, 'warn', 'room for 4 more'],
    [140, 'fail', 'room for 0 more'],
  ])('with %i of 128 in use are a line of the doctor: %s', (used, outcome, room) => {
    expect(judgeInotify({ used, limit: 128 })).toMatchObject({ outcome, message: expect.stringContaining(room) });
  });

  it.each([
    [28, 17, 'warn'],
    [28, 16, 'pass'],
    [100, 4, 'pass'],
    [124, 1, 'fail'],
  ])('with %i of 128 in use are compared with the %i instances of the project: %s', (used, instances, outcome) => {
    const finding = judgeInotify({ used, limit: 128 }, instances);

    expect(finding).toMatchObject({ outcome, message: expect.stringContaining(`the project has ${instances}`) });
  });

  it.each<[what: string, said: readonly string[], used: number, isBlamed: boolean]>([
    [
      'all failures say so and next to none are left',
      ['Failed to allocate directory watch: Too many open files'],
      126,
      true,
    ],
    ['there is room', ['Failed to allocate directory watch: Too many open files'], 60, false],
    ['one failure says something else', ['inotify_init failed: EMFILE', 'no such user'], 126, false],
    ['nothing was said', [], 126, false],
    ['files of another kind ran out', ['nginx: Too many open files'], 126, false],
  ])('of a running container are to blame only for sure: %s', (_, said, used, isBlamed) => {
    expect(blameInotify(said, { used, limit: 128 }) !== undefined).toBe(isBlamed);
    expect(blameInotify(said, undefined)).toBeUndefined();
  });

  it('are not said to be counted where others may not be looked at', () => {
    expect(judgeInotify({ used: 0, limit: 128, isWhole: false }).message).toContain('only root sees all');
  });

  it.each([
    [100, 'pass'],
    [7000, 'warn'],
  ])('have watches: %i of 8192 in use are a line of the doctor: %s', (used, outcome) => {
    expect(judgeWatches({ used: 0, limit: 128, watches: { used, limit: 8192 } })).toMatchObject([{ outcome }]);
  });

  it('are counted over all processes of root', async () => {
    const proc = await mkdtemp(join(tmpdir(), 'saltern-proc-'));
    await mkdir(join(proc, 'sys/fs/inotify'), { recursive: true });
    await writeFile(join(proc, 'sys/fs/inotify/max_user_instances'), '128\n');
    await writeFile(join(proc, 'sys/fs/inotify/max_user_watches'), '8192\n');
    await mkdir(join(proc, '1/fdinfo'), { recursive: true });
    await writeFile(join(proc, '1/fdinfo/3'), 'pos:\t0\ninotify wd:1 ino:2\ninotify wd:2 ino:3\n');
    await writeFile(join(proc, '1/fdinfo/4'), 'inotify wd:1 ino:2\n');
    await mkdir(join(proc, '1/fd'), { recursive: true });
    await symlink('anon_inode:inotify', join(proc, '1/fd/3'));
    await symlink('anon_inode:inotify', join(proc, '1/fd/4'));
    await symlink('/dev/null', join(proc, '1/fd/5'));
    await mkdir(join(proc, 'self'));

    const use = await measureInotify(proc);
    const elsewhere = await measureInotify(join(proc, 'none'));
    await rm(proc, { recursive: true });

    const isRoot = process.getuid?.() === 0;
    expect(use).toEqual({
      limit: 128,
      used: isRoot ? 2 : 0,
      watches: { limit: 8192, used: isRoot ? 3 : 0 },
      isWhole: true,
    });
    expect(elsewhere).toBeUndefined();
  });
});
