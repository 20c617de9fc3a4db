import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { saltModules, workerSource } from '../../../../src/provision/worker/worker-source.ts';

const GUEST = join(import.meta.dirname, '../../../../src/provision/worker/guest');
/** Run by themselves: they are no part of the worker. */
const PROGRAMS = ['boot.py', 'client.py', 'resident.py'];

it('every module of the guest is sent, its main last, each after those it imports', async () => {
  const files = (await readdir(GUEST)).filter((name) => name.endsWith('.py') && !PROGRAMS.includes(name));

  const { parts } = JSON.parse((await workerSource()).toString()) as { parts: [name: string, text: string][] };

  const names = parts.map(([name]) => name);
  expect(names.map((name) => `${name}.py`).toSorted()).toEqual(files.toSorted());
  expect(names.at(-1)).toBe('main');
  const early = parts.flatMap(([name, text], at) =>
    [...text.matchAll(/^from \.(\w+) import/gm)]
      .map(([, other = '']) => other)
      .filter((other) => !names.slice(0, at).includes(other))
      .map((other) => `${name} imports ${other}`),
  );
  expect(early).toEqual([]);
});

it('the worker is told where things lie and which modules of Salt to load', async () => {
  const { settings } = JSON.parse((await workerSource()).toString());

  expect(settings).toMatchObject({ root: '/var/lib/saltern', needed: expect.arrayContaining(['salt.state']) });
  expect(saltModules()).toEqual([...settings.needed, ...settings.likely]);
});
