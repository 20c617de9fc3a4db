import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../host/command.ts';
import { biosBoot, efiSystem, sectorBytes } from './disk-layout.ts';

const modules = 'part_gpt ext2 linux normal configfile search search_label serial terminal echo boot minicmd'.split(
  ' ',
);
const embedded = `search --no-floppy --label root --set=root
set prefix=($root)/boot/grub
configfile $prefix/grub.cfg
`;

/** Bytes and where on the disk they go, in sectors. */
export interface Placed {
  readonly sector: number;
  readonly bytes: Buffer;
}

/**
 * GRUB for BIOS and UEFI, as bytes to be put on the disk. `grub-install` wants a device that the kernel knows, and so
 * root and a loop device; this needs neither.
 */
export async function makeBootLoader(directory: string): Promise<readonly Placed[]> {
  const config = join(directory, 'embedded.cfg');
  await writeFile(config, embedded);
  return [...(await makeBios(directory, config)), await makeEfi(directory, config)];
}

async function makeBios(directory: string, config: string): Promise<readonly Placed[]> {
  const file = join(directory, 'core.img');
  await makeGrub({ format: 'i386-pc', config, file, extra: ['biosdisk'] });
  const bootSector = await readFile('/usr/lib/grub/i386-pc/boot.img');
  return placeBios(bootSector, await readFile(file), biosBoot.start);
}

/** Writes into GRUB's boot sector and core where the core is, as `grub-bios-setup` does. Pure. */
export function placeBios(bootSector: Buffer, core: Buffer, start: number): readonly Placed[] {
  // The rest of the first sector belongs to the partition table.
  const boot = Buffer.from(bootSector.subarray(0, 440));
  boot.writeBigUInt64LE(BigInt(start), 0x5c);
  boot.writeUInt8(0xff, 0x64); // the drive that the BIOS booted from
  boot.fill(0x90, 0x66, 0x68); // no guessing of the drive, which is meant for floppies
  const sectors = Math.ceil(core.length / sectorBytes);
  const padded = Buffer.alloc(sectors * sectorBytes);
  core.copy(padded);
  padded.writeBigUInt64LE(BigInt(start + 1), 0x1f4);
  padded.writeUInt16LE(sectors - 1, 0x1fc);
  padded.writeUInt16LE(0x820, 0x1fe); // the segment it is loaded to
  return [
    { sector: 0, bytes: boot },
    { sector: start, bytes: padded },
  ];
}

async function makeEfi(directory: string, config: string): Promise<Placed> {
  const program = join(directory, 'BOOTX64.EFI');
  const partition = join(directory, 'esp.img');
  await makeGrub({ format: 'x86_64-efi', config, file: program, extra: ['efi_gop', 'all_video'] });
  await run(['mformat', '-i', partition, '-C', '-T', String(efiSystem.size), '-h', '16', '-s', '63', '::']);
  await run(['mmd', '-i', partition, '::EFI', '::EFI/BOOT']);
  await run(['mcopy', '-i', partition, program, '::EFI/BOOT/']);
  return { sector: efiSystem.start, bytes: await readFile(partition) };
}

async function makeGrub(options: {
  format: string;
  config: string;
  file: string;
  extra: readonly string[];
}): Promise<void> {
  const { format, config, file, extra } = options;
  await run(['grub-mkimage', '-O', format, '-o', file, '-p', '/boot/grub', '-c', config, ...modules, ...extra]);
}
