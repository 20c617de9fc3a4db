import { describe, expect, it } from 'vitest';
import { qemuConfigSchema } from '../../../../../drivers/qemu/config.ts';
import { hostnameOf } from '../../../../../drivers/qemu/create-machine.ts';
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

describe('hostnameOf', () => {
  it.each([
    ['ops-time-default-centos-stream-9', 'ops-time-default-centos-stream-9'],
    ['Ops_Time-x-el7.9', 'ops-time-x-el7-9'],
    ['-odd-', 'odd'],
  ])('makes a name that DNS allows of %s', (instance, hostname) => {
    expect(hostnameOf(instance)).toBe(hostname);
  });

  it('keeps long names apart within 63 letters', () => {
    const start = 'a-formula-with-a-very-long-name-and-a-suite-as-well-on-a-platform';

    const [one, other] = [hostnameOf(`${start}-1`), hostnameOf(`${start}-2`)];

    expect(one).not.toBe(other);
    for (const name of [one, other]) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/);
  });
});
