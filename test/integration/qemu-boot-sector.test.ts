import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootSectorDisk, EXIT_PORT, GOT_THROUGH } from '../../drivers/qemu/machine/boot-sector.ts';

test('the boot sector that tells whether KVM works gets through in an emulated machine', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-sector-'));
  try {
    const disk = join(directory, 'disk');
    await writeFile(disk, bootSectorDisk());
    const argv = [
      ['-machine', 'q35', '-accel', 'tcg', '-cpu', 'max', '-m', '64'],
      ['-no-user-config', '-nodefaults', '-display', 'none'],
      ['-device', `isa-debug-exit,iobase=${EXIT_PORT},iosize=1`],
      ['-drive', `if=virtio,format=raw,readonly=on,file=${disk}`],
    ].flat();

    const { exitCode, stderr } = await execa('qemu-system-x86_64', argv, { reject: false, timeout: 60_000 });

    expect(stderr).toBe('');
    expect(exitCode).toBe(GOT_THROUGH);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
