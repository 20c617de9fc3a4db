import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MachineFolder } from '../../../../../drivers/qemu/machine/machine-folder.ts';
import { endProcess } from '../../../../../drivers/qemu/machine/machine-process.ts';
import { watchMachine } from '../../../../../drivers/qemu/machine/watch-machine.ts';
import { bareMachine, scene, type Scene } from '../scene.ts';

const calm = new AbortController().signal;

/** A machine that runs and has said something. */
async function runningMachine(context: Scene, said = 'Booting\n'): Promise<MachineFolder> {
  const folder = await bareMachine(context);
  const child = spawn('/bin/sh', ['-c', 'echo up; while :; do sleep 0.1; done', 'sh', folder.path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  await writeFile(folder.pid, `${child.pid}\n`);
  await writeFile(folder.serial, said);
  return folder;
}

/** Work that ends only when it is told to. */
async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

describe('watchMachine', () => {
  it('gives what the work gives, and leaves its errors as they are', async () => {
    using context = scene();
    const folder = await runningMachine(context);
    const watch = { name: 'one', isBooting: true, signal: calm };
    const failure = new Error('of the work');

    expect(await watchMachine(folder, watch, async () => 42)).toBe(42);
    await expect(watchMachine(folder, watch, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('ends the wait with the line that ends all hope', async () => {
    using context = scene();
    const folder = await runningMachine(context);
    const waiting = expect(
      watchMachine(folder, { name: 'one', isBooting: true, signal: calm }, untilAborted),
    ).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: "The kernel of 'one' stopped: [    1.0] Kernel panic - not syncing: no init",
      details: ['Booting', '[    1.0] Kernel panic - not syncing: no init'],
    });

    await appendFile(folder.serial, '[    1.0] Kernel panic - not syncing: no init\n');

    await waiting;
  });

  it('after the boot minds nothing but a panic, and only a new one', async () => {
    using context = scene();
    const folder = await runningMachine(context, 'Kernel panic - not syncing: of an earlier boot\n');
    const watch = { name: 'one', isBooting: false, signal: calm };

    const oops = watchMachine(folder, watch, async () => {
      await appendFile(folder.serial, 'Out of memory: Killed process 1 (dnf)\n');
      throw new Error('the command failed');
    });
    await expect(oops).rejects.toThrow('the command failed');

    const panic = expect(watchMachine(folder, watch, untilAborted)).rejects.toMatchObject({ code: 'GUEST_GONE' });
    await appendFile(folder.serial, 'Kernel panic - not syncing: now\n');
    await panic;
  });

  it('tells that the machine has ended, whatever the work noticed of it', async () => {
    using context = scene();
    const folder = await runningMachine(context);

    const working = watchMachine(folder, { name: 'one', isBooting: false, signal: calm }, async () => {
      await endProcess(folder);
      throw new Error('connection reset');
    });

    await expect(working).rejects.toMatchObject({ code: 'GUEST_GONE', message: "The machine of 'one' has ended" });
  });

  it('gives up when its time is over, with the last that the machine said', async () => {
    using context = scene();
    const folder = await runningMachine(context, 'Welcome\n\u001B[32mWaiting for the network\u001B[0m\r\n');
    const watch = { name: 'one', isBooting: true, timeoutMs: 1, signal: calm };

    await expect(watchMachine(folder, watch, untilAborted)).rejects.toMatchObject({
      code: 'BOOT_FAILED',
      message: expect.stringContaining("its last line is 'Waiting for the network'"),
    });
  });

  it('throws the reason of an abort, though the machine is in trouble as well', async () => {
    using context = scene();
    const folder = await runningMachine(context);
    const abort = new AbortController();

    const waiting = watchMachine(folder, { name: 'one', isBooting: true, signal: abort.signal }, untilAborted);
    await appendFile(folder.serial, 'grub rescue> ');
    abort.abort(new Error('Ctrl-C'));

    await expect(waiting).rejects.toThrow('Ctrl-C');
  });
});
