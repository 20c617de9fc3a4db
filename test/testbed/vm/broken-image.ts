import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../host/command.ts';
import { TestbedError } from '../host/testbed-error.ts';
import { efiSystem, root, sectorBytes } from './disk-layout.ts';
import { place } from './make-disk.ts';

/**
 * What is wrong with an image. `panics`: the boot loader gives the kernel no initial RAM disk, so it finds no root and
 * panics, on the serial console. `no-boot`: the firmware finds nothing to start, and the serial console stays empty.
 */
export type VmBreakage = 'panics' | 'no-boot';

const grubConfig = '/boot/grub/grub.cfg';

/** Breaks a raw disk; `directory` is for what is needed on the way. */
export async function breakDisk(disk: string, kind: VmBreakage, directory: string): Promise<void> {
  if (kind === 'panics') return forgetInitrd(disk, directory);
  await place(disk, [
    { sector: 0, bytes: Buffer.alloc(440) },
    { sector: efiSystem.start, bytes: Buffer.alloc(efiSystem.size * sectorBytes) },
  ]);
}

async function forgetInitrd(disk: string, directory: string): Promise<void> {
  const filesystem = `${disk}?offset=${root.start * sectorBytes}`;
  const file = join(directory, 'grub.cfg');
  await run(['debugfs', '-R', `dump ${grubConfig} ${file}`, filesystem]);
  const config = await readFile(file, 'utf8');
  const broken = config.replace(/^ *initrd .*\n/m, '');
  if (broken === config)
    throw new TestbedError(`'${grubConfig}' of a VM image names no initrd`, 'Look at customize-vm.sh.');
  await writeFile(file, broken);
  await run(['debugfs', '-w', '-R', `rm ${grubConfig}`, filesystem]);
  await run(['debugfs', '-w', '-R', `write ${file} ${grubConfig}`, filesystem]);
}
