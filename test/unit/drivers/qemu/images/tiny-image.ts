import { someBytes } from '../../../../support/some-bytes.ts';

const CLUSTER = 512;

/** A whole and valid, empty qcow2 image of 1 MiB: header, table of reference counts, one block of them, L1 table. */
export function tinyQcow2(change: (header: Buffer) => void = () => undefined): Buffer {
  const image = Buffer.alloc(4 * CLUSTER);
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(3, 4);
  image.writeUInt32BE(9, 20);
  image.writeBigUInt64BE(1024n ** 2n, 24);
  image.writeUInt32BE(32, 36);
  image.writeBigUInt64BE(BigInt(3 * CLUSTER), 40);
  image.writeBigUInt64BE(BigInt(CLUSTER), 48);
  image.writeUInt32BE(1, 56);
  image.writeUInt32BE(4, 96);
  image.writeUInt32BE(104, 100);
  image.writeBigUInt64BE(BigInt(2 * CLUSTER), CLUSTER);
  for (const cluster of [0, 1, 2, 3]) image.writeUInt16BE(1, 2 * CLUSTER + 2 * cluster);
  change(image);
  return image;
}

/** A raw disk with nothing but the signature of a partition table, and bytes that do not repeat. */
export function rawDisk(bytes: number, seed = 'disk'): Buffer {
  const disk = someBytes(bytes, seed);
  disk.writeUInt16BE(0x55aa, 510);
  return disk;
}
