import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram, findQemu } from '../../../../../drivers/qemu/machine/find-qemu.ts';
import { fakeProgram, scene } from '../scene.ts';

const SAYS = 'echo "QEMU emulator version 9.1.2 (Debian 1:9.1.2+ds-1)"';

describe('findQemu', () => {
  it('takes the first on the path, and asks for its version', async () => {
    using context = scene();
    const [first, second] = [join(context.directory, 'a b'), join(context.directory, 'second')];
    const program = await fakeProgram(first, 'qemu-system-x86_64', SAYS);
    await fakeProgram(second, 'qemu-system-x86_64', 'exit 1');
    const images = await fakeProgram(second, 'qemu-img', 'exit 0');

    const found = await findQemu({ ...context, environment: { PATH: `/nowhere::${first}:${second}` } });

    expect(found).toEqual({ program, images, version: '9.1.2' });
  });

  it.each([[{}], [{ PATH: '' }], [{ PATH: '/nowhere' }]])('says how to install it with %j', async (environment) => {
    using context = scene();

    await expect(findQemu({ ...context, environment })).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      hint: expect.stringMatching(/apt-get install qemu-system-x86.*dnf install qemu-kvm/),
    });
  });

  it('wants qemu-img as well', async () => {
    using context = scene();
    await fakeProgram(context.directory, 'qemu-system-x86_64', SAYS);

    await expect(findQemu({ ...context, environment: { PATH: context.directory } })).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      message: "There is no 'qemu-img' on the PATH",
    });
  });

  it('tells what a broken one says', async () => {
    using context = scene();
    await fakeProgram(context.directory, 'qemu-system-x86_64', 'echo "cannot open shared object file" >&2; exit 127');
    await fakeProgram(context.directory, 'qemu-img', 'exit 0');

    await expect(findQemu({ ...context, environment: { PATH: context.directory } })).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      message: expect.stringContaining('does not run (exit status 127)'),
      details: ['cannot open shared object file'],
    });
  });
});

describe('findProgram', () => {
  it('passes over folders and files that cannot be run', async () => {
    using context = scene();
    const [folder, text, good] = ['folder', 'text', 'good'].map((name) => join(context.directory, name)) as [
      string,
      string,
      string,
    ];
    await mkdir(join(folder, 'ssh'), { recursive: true });
    await mkdir(text);
    await writeFile(join(text, 'ssh'), 'no program', { mode: 0o644 });
    const program = await fakeProgram(good, 'ssh', 'exit 0');

    expect(await findProgram('ssh', [folder, text, good].join(':'))).toBe(program);
    expect(await findProgram('ssh', [folder, text].join(':'))).toBeUndefined();
  });
});
