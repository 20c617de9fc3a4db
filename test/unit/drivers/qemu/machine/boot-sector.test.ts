import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { bootSectorDisk, EXIT_PORT, GOT_THROUGH } from '../../../../../drivers/qemu/machine/boot-sector.ts';

describe('the boot sector', () => {
  it('is a disk of 1 MiB that firmware takes for bootable', () => {
    const disk = bootSectorDisk();

    expect(disk).toHaveLength(2 ** 20);
    expect(disk.readUInt16BE(510)).toBe(0x55aa);
    expect(disk.subarray(512).every((byte) => byte === 0)).toBe(true);
  });

  it('tells the same port and number as its source', async () => {
    const source = await readFile(
      new URL('../../../../../drivers/qemu/machine/boot-sector.asm', import.meta.url),
      'utf8',
    );
    const [, number = ''] = /mov al, (\d+)\n\s*out 0xf4, al/.exec(source) ?? [];

    expect(EXIT_PORT).toBe('0xf4');
    expect(GOT_THROUGH).toBe(Number(number) * 2 + 1);
    // mov al, 42; out 0xf4, al
    expect(bootSectorDisk().includes(Buffer.from([0xb0, Number(number), 0xe6, 0xf4]))).toBe(true);
  });
});
