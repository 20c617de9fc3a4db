import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openInstanceSessions } from '../../../../src/run/instance/instance-sessions.ts';

const ME = { user: 'me@here', pid: process.pid, since: '2026-11-26T12:00:00.000Z' };
const calm = new AbortController().signal;

async function scene() {
  const folder = join(await mkdtemp(join(tmpdir(), 'saltern-sessions-')), 'sessions');
  const sessions = openInstanceSessions(folder, join(folder, '../locks'));
  const onWait = vi.fn<() => void>();
  const enter = (name: string, pid = ME.pid, signal = calm) => sessions.enter(name, { ...ME, pid }, { signal, onWait });
  return { folder, sessions, enter, onWait };
}

describe('sessions in an instance', () => {
  it('may be several, keep it from being removed until the last has left, and say who they are', async () => {
    const { folder, sessions, enter } = await scene();

    const first = await enter('web');
    const second = await enter('web', process.ppid);
    const both = await sessions.list('web');
    await first[Symbol.asyncDispose]();
    const occupied = await sessions.shutOut('web');
    await second[Symbol.asyncDispose]();
    using door = await sessions.shutOut('web');

    expect(both.map(({ pid }) => pid).toSorted()).toEqual([process.pid, process.ppid].toSorted());
    expect(occupied).toBeUndefined();
    expect(door).toBeDefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('are of one instance, and of none whose name begins alike', async () => {
    const { sessions, enter } = await scene();

    await using _session = await enter('web-1');
    using door = await sessions.shutOut('web');

    expect(door).toBeDefined();
    expect(await sessions.list('web')).toEqual([]);
  });

  it('wait while it is being removed, and are told so once', async () => {
    const { sessions, enter, onWait } = await scene();
    const door = await sessions.shutOut('web');
    let isIn = false;

    const entering = enter('web').then((session) => {
      isIn = true;
      return session;
    });
    await vi.waitFor(() => expect(onWait).toHaveBeenCalled());
    const before = isIn;
    door?.[Symbol.dispose]();
    await using _session = await entering;

    expect(before).toBe(false);
    expect(onWait).toHaveBeenCalledTimes(1);
  });

  it('give up waiting when they are interrupted', async () => {
    const { sessions, enter } = await scene();
    using _door = await sessions.shutOut('web');
    const reason = new Error('enough');

    await expect(enter('web', ME.pid, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it.each([
    ['of a process that is gone', JSON.stringify({ ...ME, pid: 2 ** 22 + 1 })],
    ['that is no JSON', '{'],
    ['of another shape', '{"user":1}'],
  ])('that a file remembers %s are not told', async (_, text) => {
    const { folder, sessions } = await scene();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'web@1.json'), text);

    using door = await sessions.shutOut('web');

    expect(door).toBeDefined();
    expect(await sessions.list('web')).toEqual([]);
  });
});
