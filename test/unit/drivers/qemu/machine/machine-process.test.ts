import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endProcess, findProcess } from '../../../../../drivers/qemu/machine/machine-process.ts';
import type { MachineFolder } from '../../../../../drivers/qemu/machine/machine-folder.ts';
import { bareMachine, scene } from '../scene.ts';

/** A process that says it is up and stays; ended with the test. */
async function stay(script: string, words: readonly string[] = []): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return Object.assign(child, { pid: child.pid ?? 0 });
}

const STAY = 'echo up; while :; do sleep 0.1; done';

async function machineProcess(folder: MachineFolder, script = STAY): Promise<ChildProcess & { readonly pid: number }> {
  const child = await stay(script, ['-pidfile', folder.pid]);
  await writeFile(folder.pid, `${child.pid}\n`);
  return child;
}

describe("a machine's process", () => {
  it('is found by its number when it names the folder', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const { pid } = await machineProcess(folder);

    expect(await findProcess(folder)).toBe(pid);
  });

  it('is ended, and gone when that returns', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const child = await machineProcess(folder);

    await endProcess(folder);

    expect(await findProcess(folder)).toBeUndefined();
    await expect.poll(() => child.signalCode).toBe('SIGTERM');
  });

  it('is ended the hard way when it does not listen', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const child = await machineProcess(folder, `trap '' TERM; ${STAY}`);

    await endProcess(folder);

    expect(await findProcess(folder)).toBeUndefined();
    await expect.poll(() => child.signalCode).toBe('SIGKILL');
  }, 10_000);

  it('is not taken for one of somebody else who got its number', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    const stranger = await stay(STAY);
    await writeFile(folder.pid, `${stranger.pid}\n`);

    await endProcess(folder);

    expect(await findProcess(folder)).toBeUndefined();
    expect(stranger.signalCode).toBeNull();
    expect(process.kill(stranger.pid, 0)).toBe(true);
  });

  it('is gone when it is a zombie', async () => {
    using context = scene();
    const folder = await bareMachine(context);
    // The parent has become a program that never asks for its child before that ends.
    const child = `echo $$ >"$1"; until read -r name </proc/$PPID/comm && [ "$name" = sleep ]; do :; done; echo up`;
    await stay(`sh -c '${child}' sh "$1" & exec sleep 60`, [folder.pid]);
    const pid = (await readFile(folder.pid, 'utf8')).trim();
    await expect.poll(async () => await readFile(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);

    expect(await findProcess(folder)).toBeUndefined();
    await endProcess(folder);
  });

  it.each([undefined, '', 'nonsense\n', '-1\n', '999999999\n'])('is gone when its number is %j', async (text) => {
    using context = scene();
    const folder = await bareMachine(context);
    if (text !== undefined) await writeFile(folder.pid, text);

    await endProcess(folder);

    expect(await findProcess(folder)).toBeUndefined();
  });
});
