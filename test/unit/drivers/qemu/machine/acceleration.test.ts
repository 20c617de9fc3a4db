import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAcceleration } from '../../../../../drivers/qemu/machine/acceleration.ts';
import type { Qemu } from '../../../../../drivers/qemu/machine/find-qemu.ts';
import { fakeProgram, scene, type Scene } from '../scene.ts';

/** A program that notes each start and does what the script says. */
async function fakeQemu(context: Scene, script: string, version = '7.2.22'): Promise<Qemu> {
  const notes = join(context.directory, 'starts');
  const program = await fakeProgram(context.directory, 'qemu', `echo "$@" >>'${notes}'\n${script}`);
  return { program, images: '/nowhere', version };
}

async function starts({ directory }: Scene): Promise<readonly string[]> {
  const text = await readFile(join(directory, 'starts'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

const REFUSES = `echo 'Could not access KVM kernel module: Permission denied' >&2
echo 'qemu-system-x86_64: failed to initialize kvm: Permission denied' >&2
exit 1`;

describe('findAcceleration', () => {
  it('takes KVM when a machine got through', async () => {
    using context = scene();
    const qemu = await fakeQemu(context, 'exit 85');

    expect(await findAcceleration({ acceleration: 'auto' }, qemu, context)).toEqual({ accelerator: 'kvm', reason: '' });
    const [words] = await starts(context);
    expect(words).toContain('-accel kvm -cpu host');
    expect(words).toContain('isa-debug-exit,iobase=0xf4,iosize=1');
  });

  it('asks once for each boot and version of QEMU, and whoever asks at once waits for that', async () => {
    using context = scene();
    const qemu = await fakeQemu(context, 'exit 85');

    await Promise.all([
      findAcceleration({ acceleration: 'auto' }, qemu, context),
      findAcceleration({ acceleration: 'kvm' }, qemu, context),
    ]);
    await findAcceleration({ acceleration: 'auto' }, qemu, context);
    const before = await starts(context);
    await findAcceleration({ acceleration: 'auto' }, { ...qemu, version: '9.1.0' }, context);

    expect(before).toHaveLength(1);
    expect(await starts(context)).toHaveLength(2);
    expect(await readdir(join(context.cacheDirectory, 'qemu'))).toEqual(['acceleration.json']);
  });

  it.each([
    ['of another boot', JSON.stringify({ boot: 'other', qemu: '7.2.22', works: false, reason: 'x' })],
    ['damaged', '{'],
  ])('asks again when what was noted is %s', async (_title, text) => {
    using context = scene();
    const qemu = await fakeQemu(context, 'exit 85');
    await findAcceleration({ acceleration: 'auto' }, qemu, context);
    await writeFile(join(context.cacheDirectory, 'qemu/acceleration.json'), text);

    expect(await findAcceleration({ acceleration: 'auto' }, qemu, context)).toMatchObject({ accelerator: 'kvm' });
    expect(await starts(context)).toHaveLength(2);
  });

  it('emulates with the reason that QEMU gives', async () => {
    using context = scene();

    const found = await findAcceleration({ acceleration: 'auto' }, await fakeQemu(context, REFUSES), context);

    expect(found).toEqual({ accelerator: 'tcg', reason: 'failed to initialize kvm: Permission denied' });
  });

  it('emulates when QEMU ends in an unknown way', async () => {
    using context = scene();

    const found = await findAcceleration({ acceleration: 'auto' }, await fakeQemu(context, 'exit 3'), context);

    expect(found).toEqual({ accelerator: 'tcg', reason: 'QEMU with KVM ended with 3' });
  });

  it('emulates when the machine hangs, and waits no longer than five seconds for it', async () => {
    using context = scene();
    const qemu = await fakeQemu(context, 'exec sleep 60');
    const startedAt = performance.now();

    const found = await findAcceleration({ acceleration: 'auto' }, qemu, context);

    expect(found).toMatchObject({ accelerator: 'tcg', reason: expect.stringContaining('did not get through') });
    expect(performance.now() - startedAt).toBeLessThan(8000);
    expect(await readdir(join(context.cacheDirectory, 'qemu'))).toEqual(['acceleration.json']);
  }, 15_000);

  it('throws where KVM is demanded and does not work', async () => {
    using context = scene();

    const finding = findAcceleration({ acceleration: 'kvm' }, await fakeQemu(context, REFUSES), context);

    await expect(finding).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('Permission denied'),
      hint: expect.stringContaining("'acceleration: auto'"),
    });
  });

  it('starts nothing where emulation is demanded', async () => {
    using context = scene();
    const qemu = await fakeQemu(context, 'exit 85');

    expect(await findAcceleration({ acceleration: 'emulation' }, qemu, context)).toMatchObject({ accelerator: 'tcg' });
    expect(await starts(context)).toEqual([]);
  });

  it('remembers nothing when it was interrupted', async () => {
    const abort = new AbortController();
    using context = scene({ signal: abort.signal });
    const qemu = await fakeQemu(context, 'exec sleep 60');

    const finding = findAcceleration({ acceleration: 'auto' }, qemu, context);
    await expect.poll(() => starts(context)).toHaveLength(1);
    abort.abort(new Error('Ctrl-C'));

    await expect(finding).rejects.toThrow('Ctrl-C');
    expect(await readdir(join(context.cacheDirectory, 'qemu'))).toEqual([]);
  });
});
