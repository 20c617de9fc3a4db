import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../testbed/host/command.ts';
import { type Testbed, setupTestbed } from '../testbed/setup.ts';
import { biosBoot, diskBytes, efiSystem, root, sectorBytes } from '../testbed/vm/disk-layout.ts';
import type { VmImage } from '../testbed/vm/vm-images.ts';

const megabyte = 1_000_000;
const tableSchema = z.object({
  partitiontable: z.object({
    label: z.string(),
    partitions: z.array(z.object({ node: z.string(), start: z.number(), size: z.number(), type: z.string() })),
  }),
});
const infoSchema = z.object({
  format: z.string(),
  'virtual-size': z.number(),
  'backing-filename': z.string().optional(),
});

let testbed: Testbed;
let image: VmImage;
let directory: string;
let disk: string;

beforeAll(async () => {
  testbed = await setupTestbed();
  image = await testbed.vmImage('el9');
  directory = await mkdtemp(join(tmpdir(), 'saltern-vm-image-'));
  disk = await unpack(image, 'good');
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function unpack({ file }: VmImage, name: string): Promise<string> {
  const raw = join(directory, `${name}.raw`);
  await run(['qemu-img', 'convert', '-O', 'raw', file, raw]);
  return raw;
}

async function bytesOf(raw: string, sector: number, length: number): Promise<Buffer> {
  await using file = await open(raw);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, sector * sectorBytes);
  return buffer;
}

/** What debugfs says of the root; it mounts nothing. */
async function inRoot(raw: string, request: string): Promise<string> {
  return run(['debugfs', '-R', request, `${raw}?offset=${root.start * sectorBytes}`]);
}

describe('the VM image of el9', () => {
  test('is a qcow2 of its own whose digest stands beside it', async () => {
    const info = infoSchema.parse(JSON.parse(await run(['qemu-img', 'info', '--output=json', image.file])));
    const hash = createHash('sha256');
    await pipeline(createReadStream(image.file), hash);
    const sha256 = hash.digest('hex');

    expect(info).toEqual({ format: 'qcow2', 'virtual-size': diskBytes });
    expect(image.sha256).toBe(sha256);
    expect(await readFile(`${image.file}.SHA256SUM`, 'utf8')).toBe(`SHA256 (${basename(image.file)}) = ${sha256}\n`);
    expect((await stat(image.file)).size).toBeLessThan(400 * megabyte);
  });

  test('is made once: the next one who asks gets the same file', async () => {
    const started = performance.now();
    const again = await testbed.vmImage('el9');
    const tookMs = performance.now() - started;

    expect(again).toEqual(image);
    expect(tookMs).toBeLessThan(2000);
  });

  test('has its root as the first partition and last on the disk, where it can grow', async () => {
    const { partitiontable } = tableSchema.parse(JSON.parse(await run(['sfdisk', '--json', disk])));
    const partitions = partitiontable.partitions.map(({ node, ...rest }) => ({
      number: Number(node.slice(disk.length)),
      ...rest,
    }));

    expect(partitiontable.label).toBe('gpt');
    expect(partitions).toEqual([root, biosBoot, efiSystem]);
    expect(await inRoot(disk, 'show_super_stats -h')).toMatch(/volume name: +root$/m);
  });

  test('starts GRUB from a BIOS and from UEFI', async () => {
    const bootSector = await bytesOf(disk, 0, sectorBytes);
    const core = await bytesOf(disk, biosBoot.start, sectorBytes);
    const files = await run(['mdir', '-b', '-i', `${disk}@@${efiSystem.start * sectorBytes}`, '::EFI/BOOT']);

    expect(bootSector.toString('latin1')).toContain('GRUB ');
    expect(bootSector.readBigUInt64LE(0x5c)).toBe(BigInt(biosBoot.start));
    expect(bootSector.readUInt16BE(510)).toBe(0x55aa);
    expect(core.readBigUInt64LE(0x1f4)).toBe(BigInt(biosBoot.start + 1));
    expect(files).toContain('::/EFI/BOOT/BOOTX64.EFI');
  });

  test('holds the kernel and the initial RAM disk that GRUB is told to load, with a serial console', async () => {
    const config = await inRoot(disk, 'cat /boot/grub/grub.cfg');
    const [, kernel = '-', initrd = '-'] = /linux (\S+) [^]*initrd (\S+)/.exec(config) ?? [];

    expect(config).toMatch(/root=LABEL=root .*console=ttyS0,115200n8/);
    expect(await inRoot(disk, `stat ${kernel}`)).toContain('Type: regular');
    expect(await inRoot(disk, `stat ${initrd}`)).toContain('Type: regular');
  });

  test('is a stand-in that cloud-init sets up, with the SSH server of an RPM and without keys or identity', async () => {
    const keys = await inRoot(disk, 'ls -p /etc/ssh');
    const wanted = await inRoot(disk, 'ls -p /etc/systemd/system/multi-user.target.wants');

    expect(await inRoot(disk, 'cat /etc/os-release')).toContain('PRETTY_NAME="CentOS Stream 9"');
    expect(await inRoot(disk, 'cat /etc/cloud/cloud.cfg.d/99-standin.cfg')).toContain(
      'datasource_list: [NoCloud, None]',
    );
    expect(await inRoot(disk, 'stat /usr/sbin/sshd')).toContain('Type: regular');
    expect(await inRoot(disk, 'cat /usr/lib/systemd/system/sshd.service')).toContain('ExecStart=/usr/sbin/sshd');
    expect(wanted).toContain('/sshd.service/');
    expect(keys).toContain('/sshd_config/');
    expect(keys).not.toContain('ssh_host_');
    expect(await inRoot(disk, 'stat /etc/machine-id')).toMatch(/Size: 0$/m);
  });
});

describe('a broken VM image', () => {
  test('that panics differs by the initial RAM disk, which GRUB is not told of', async () => {
    const broken = await testbed.brokenVmImage('el9', 'panics');
    const raw = await unpack(broken, 'panics');

    const [good, bad] = await Promise.all([disk, raw].map((one) => inRoot(one, 'cat /boot/grub/grub.cfg')));

    expect(bad).toBe(good?.replace(/^ *initrd .*\n/m, ''));
    expect(bad).not.toBe(good);
    expect(broken.sha256).not.toBe(image.sha256);
    await rm(raw);
  });

  test('that does not boot keeps its partitions and has nothing that a firmware starts', async () => {
    const raw = await unpack(await testbed.brokenVmImage('el9', 'no-boot'), 'no-boot');

    const bootSector = await bytesOf(raw, 0, 440);
    const efi = await bytesOf(raw, efiSystem.start, efiSystem.size * sectorBytes);
    const { partitiontable } = tableSchema.parse(JSON.parse(await run(['sfdisk', '--json', raw])));

    expect(bootSector.every((byte) => byte === 0)).toBe(true);
    expect(efi.every((byte) => byte === 0)).toBe(true);
    expect(partitiontable.partitions).toHaveLength(3);
    await rm(raw);
  });
});
