import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  openInstanceStates,
  type InstanceState,
  type InstanceStates,
} from '../../../../src/run/instance/instance-state.ts';

const STATE: InstanceState = {
  version: 1,
  name: 'ops-time-default-centos-7',
  driver: 'docker',
  handle: { container: 'abc', ports: [22] },
  made: { driver: 'docker', 'driver.memory': '1g' },
  prepared: { reference: 'sha256:1', image: { reference: 'el7', digest: 'sha256:2' }, built: true },
  snapshot: { id: '20261122T013000', digest: 'sha256:3', repositories: [] },
  runId: 'run-1',
  isKept: true,
  createdAt: '2026-11-22T01:30:00.000Z',
  phases: { create: { outcome: 'pass', at: '2026-11-22T01:30:01.000Z' } },
};

let folder: string;
let states: InstanceStates;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'saltern-states-')), 'made', 'on-demand');
  states = openInstanceStates(folder);
});

describe('a state file', () => {
  it('gives back what was written, and lies alone in its folder', async () => {
    await states.write(STATE);

    expect(await states.read(STATE.name)).toEqual(STATE);
    expect(await readdir(folder)).toEqual([`${STATE.name}.json`]);
  });

  it('is that of the last of several that were written at once', async () => {
    const later = Array.from({ length: 20 }, (_, at) => ({ ...STATE, runId: `run-${at}` }));

    await Promise.all(later.map((state) => states.write(state)));

    expect(await states.read(STATE.name)).toEqual(later.at(-1));
    expect(await readdir(folder)).toEqual([`${STATE.name}.json`]);
  });

  it('that was being written when its writer was killed is found by its name, and goes with the instance', async () => {
    await states.write(STATE);
    await writeFile(join(folder, `${STATE.name}.json.new`), '{"version":');
    await writeFile(join(folder, 'other.json.new'), '{"version":');

    const [names, half] = [await states.names(), await states.halfWritten()];
    await states.remove(STATE.name);
    await states.removeHalfWritten('other');

    expect(names).toEqual([STATE.name]);
    expect(half.toSorted()).toEqual([STATE.name, 'other']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a create that is under way holds no handle yet', async () => {
    const begun: InstanceState = { ...STATE, handle: null, prepared: null, snapshot: null, phases: {} };

    await states.write(begun);

    expect(await states.read(STATE.name)).toEqual(begun);
  });

  it('that is not there is nothing, before and after it was', async () => {
    const before = await states.read(STATE.name);
    await states.write(STATE);
    await states.remove(STATE.name);
    await states.remove(STATE.name);

    expect([before, await states.read(STATE.name)]).toEqual([undefined, undefined]);
  });

  it('may be of an instance with any name', async () => {
    const name = 'ünder/../way 100%';

    await states.write({ ...STATE, name });

    expect(await states.names()).toEqual([name]);
    expect((await states.read(name))?.name).toBe(name);
  });

  it.each([
    ['is cut off', '{"version": 1, "na'],
    ['is of another version', JSON.stringify({ ...STATE, version: 2 })],
    ['holds only what it is called', '{"version": 1, "name": "x", "driver": "docker"}'],
    ['has a phase that nobody knows', JSON.stringify({ ...STATE, phases: { dance: { outcome: 'pass', at: '' } } })],
    ['is empty', ''],
  ])('that %s is named as damaged, with what to do, and still listed', async (_, text) => {
    await states.write(STATE);
    await writeFile(join(folder, `${STATE.name}.json`), text);

    await expect(states.read(STATE.name)).rejects.toMatchObject({
      code: 'STATE_DAMAGED',
      message: expect.stringContaining(join(folder, `${STATE.name}.json`)),
      hint: expect.stringContaining('saltern destroy'),
    });
    expect(await states.names()).toEqual([STATE.name]);
  });

  it('there is none of before anything was made', async () => {
    expect(await states.names()).toEqual([]);
  });
});

it('a folder of state files that is none is told as such', async () => {
  await mkdir(dirname(folder), { recursive: true });
  await writeFile(folder, '');

  await expect(states.names()).rejects.toMatchObject({
    code: 'STATE_DAMAGED',
    message: expect.stringContaining(`'${folder}'`),
  });
  await expect(states.read('x')).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  await expect(states.write(STATE)).rejects.toMatchObject({ code: 'INTERNAL', hint: expect.any(String) });
});
