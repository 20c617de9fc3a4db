/** Bytes in a sector. */
export const sectorBytes = 512;

const mib = (1024 * 1024) / sectorBytes;

/** Virtual size of a disk, in bytes: that of CentOS's own cloud images. The file holds only what is written. */
export const diskBytes = 10 * 1024 * mib * sectorBytes;

/** A partition; `start` and `size` are in sectors. */
export interface Partition {
  readonly number: number;
  readonly type: string;
  readonly start: number;
  readonly size: number;
}

/** GRUB for BIOS. */
export const biosBoot: Partition = {
  number: 14,
  type: '21686148-6449-6E6F-744E-656564454649',
  start: mib,
  size: mib,
};

/** GRUB for UEFI. */
export const efiSystem: Partition = {
  number: 15,
  type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  start: 2 * mib,
  size: 8 * mib,
};

/** The first by number and the last on the disk, so that it can grow. A MiB is left for the second partition table. */
export const root: Partition = {
  number: 1,
  type: '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709',
  start: 10 * mib,
  size: diskBytes / sectorBytes - 11 * mib,
};

/** What `sfdisk` reads. */
export function writeLayout(partitions: readonly Partition[]): string {
  const lines = partitions.map(
    ({ number, type, start, size }) => `${number} : start=${start}, size=${size}, type=${type}`,
  );
  return `label: gpt\n${lines.join('\n')}\n`;
}
