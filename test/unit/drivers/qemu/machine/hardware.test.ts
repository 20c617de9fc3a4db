import { describe, expect, it } from 'vitest';
import { qemuConfigSchema } from '../../../../../drivers/qemu/config.ts';
import { findFirmware, planHardware } from '../../../../../drivers/qemu/machine/hardware.ts';
import { fakeProgram, scene } from '../scene.ts';

describe('planHardware', () => {
  it('emulates every instruction that it can', async () => {
    using context = scene();
    const config = qemuConfigSchema.parse({ image: '/x.qcow2', acceleration: 'emulation' });

    const hardware = await planHardware(config, { program: '/nowhere', images: '/nowhere', version: '9' }, context);

    expect(hardware).toEqual({
      machine: 'q35',
      accelerator: 'tcg',
      cpu: 'max',
      cpus: 1,
      memoryBytes: 2 ** 31,
      firmware: 'bios',
      kernel: undefined,
    });
  });

  it('takes the host’s processor with KVM, whole cores and whole megabytes', async () => {
    using context = scene();
    const program = await fakeProgram(context.directory, 'qemu', 'exit 85');
    const config = qemuConfigSchema.parse({ image: '/x.qcow2', memory: 1_000_000_000, cpus: 1.5, machine: 'pc' });

    const hardware = await planHardware(config, { program, images: '/nowhere', version: '9' }, context);

    expect(hardware).toMatchObject({
      machine: 'pc',
      accelerator: 'kvm',
      cpu: 'host',
      cpus: 2,
      memoryBytes: 954 * 2 ** 20,
    });
    expect(context.shown.join()).not.toContain('emulating');
  });

  it('passes on a processor and a kernel', async () => {
    using context = scene();
    const config = qemuConfigSchema.parse({
      image: '/x.qcow2',
      acceleration: 'emulation',
      cpu: 'max,cx16=off',
      kernel: '/boot/vmlinuz',
    });

    const hardware = await planHardware(config, { program: '/nowhere', images: '/nowhere', version: '9' }, context);

    expect(hardware.cpu).toBe('max,cx16=off');
    expect(hardware.kernel).toEqual({
      file: '/boot/vmlinuz',
      initrd: undefined,
      line: 'root=/dev/vda1 ro console=tty0 console=ttyS0,115200n8',
    });
  });
});

describe('findFirmware', () => {
  it('looks for nothing where the image boots by BIOS', async () => {
    expect(await findFirmware({ firmware: 'bios' })).toBeUndefined();
  });

  it('finds code and variables of UEFI, or says how to get them', async () => {
    const found = await findFirmware({ firmware: 'uefi' }).catch((error: unknown) => error);

    expect([
      { code: expect.stringMatching(/CODE.*\.fd$/), variables: expect.stringMatching(/VARS.*\.fd$/) },
      { code: 'ENGINE_MISSING', hint: expect.stringContaining('apt-get install ovmf') },
    ]).toContainEqual(found instanceof Error ? { code: 'ENGINE_MISSING', hint: Reflect.get(found, 'hint') } : found);
  });
});
