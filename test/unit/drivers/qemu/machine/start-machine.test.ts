import { describe, expect, it } from 'vitest';
import { startMachine } from '../../../../../drivers/qemu/machine/start-machine.ts';
import { bareMachine, fakeProgram, scene, type Scene } from '../scene.ts';

async function start(context: Scene, script: string, signal: AbortSignal = context.signal): Promise<void> {
  const folder = await bareMachine(context);
  const program = await fakeProgram(context.directory, 'qemu-system-x86_64', script);
  const hardware = {
    machine: 'q35',
    accelerator: 'tcg' as const,
    cpu: 'max',
    cpus: 1,
    memoryBytes: 2 ** 30,
    firmware: 'bios' as const,
    kernel: undefined,
  };
  await startMachine(
    { program, images: '/nowhere', version: '9' },
    {
      hardware,
      folder,
      title: 'saltern fleet/one',
      seed: folder.seed,
      firmwareCode: undefined,
      memory: undefined,
      isIncoming: false,
      snapshotServer: undefined,
    },
    signal,
  );
}

describe('startMachine', () => {
  it('is done when QEMU has gone to the background', async () => {
    using context = scene();

    await expect(start(context, 'exit 0')).resolves.toBeUndefined();
  });

  it.each([
    ['NO_SPACE', 'qemu-system-x86_64: Failed to write: No space left on device'],
    ['NO_MEMORY', "qemu-system-x86_64: cannot set up guest memory 'ram': Cannot allocate memory"],
    ['IMAGE_MISSING', 'qemu-system-x86_64: -blockdev x: Image is not in qcow2 format'],
    ['ENGINE_FAILED', "qemu-system-x86_64: -netdev user: network backend 'user' is not compiled into this binary"],
    ['ENGINE_FAILED', 'qemu-system-x86_64: -cpu nonsense: unable to find CPU model'],
  ])('is %s where QEMU says: %s', async (code, said) => {
    using context = scene();

    await expect(start(context, `cat >&2 <<'END'\n${said}\nEND\nexit 1`)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said.replace(/^\S+: /, '')),
      hint: expect.any(String),
      details: [said],
    });
  });

  it('starts nothing once it is aborted', async () => {
    using context = scene();

    const starting = start(context, 'echo up >&2; exit 1', AbortSignal.abort(new Error('Ctrl-C')));

    await expect(starting).rejects.toThrow('Ctrl-C');
  });
});
