/** What a file is, by its content. */
export type Judgement =
  | { readonly kind: 'image'; readonly format: 'qcow2' | 'raw'; readonly virtualBytes: number }
  /** A qcow2 image that we do not start from; `why` follows 'is a qcow2 image that'. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Not a disk image; `looksLike` follows 'it looks like'. */
  | { readonly kind: 'other'; readonly looksLike: string };

/** How many bytes of a file's beginning are enough to judge. */
export const HEAD_BYTES = 4096;

/**
 * Judges a file by its first bytes and its size. The name proves nothing; and a file counts as raw only when it has a
 * partition table, or QEMU would boot any text. A qcow2 that names another file could make QEMU read any file of the
 * host.
 */
export function judgeFormat(head: Buffer, fileBytes: number): Judgement {
  if (head.subarray(0, 4).equals(QCOW2)) return judgeQcow2(head, fileBytes);
  const looksLike = describeContent(head);
  if (looksLike !== undefined) return { kind: 'other', looksLike };
  const hasPartitions = head.length >= 512 && head.readUInt16BE(510) === 0x55aa;
  if (hasPartitions) return { kind: 'image', format: 'raw', virtualBytes: fileBytes };
  return { kind: 'other', looksLike: isText(head) ? 'text' : 'data without a partition table' };
}

const QCOW2 = Buffer.from('QFI\xfb', 'latin1');
const CLUSTER_BITS = { least: 9, most: 21 };

/** https://www.qemu.org/docs/master/interop/qcow2.html */
function judgeQcow2(head: Buffer, fileBytes: number): Judgement {
  const refuse = (why: string): Judgement => ({ kind: 'refused', why });
  const version = head.length < 104 ? undefined : head.readUInt32BE(4);
  if (version === undefined) return refuse('ends within its header');
  if (version !== 2 && version !== 3) return refuse(`has version ${version}, but only 2 and 3 are known`);
  if (head.readBigUInt64BE(8) !== 0n) return refuse('reads from a backing file');
  if (head.readUInt32BE(32) !== 0) return refuse('is encrypted');
  const features = version === 3 ? head.readBigUInt64BE(72) : 0n;
  if (features & 4n) return refuse('keeps its data in another file');
  if (features & 2n) return refuse('is marked corrupt');
  if (features >> 5n) return refuse('needs features that are not known');
  const clusterBits = head.readUInt32BE(20);
  const virtualBytes = Number(head.readBigUInt64BE(24));
  const tableEnd = Number(head.readBigUInt64BE(40)) + head.readUInt32BE(36) * 8;
  const hasClusters = clusterBits >= CLUSTER_BITS.least && clusterBits <= CLUSTER_BITS.most;
  if (!hasClusters || virtualBytes === 0 || !Number.isSafeInteger(virtualBytes)) return refuse('has a damaged header');
  if (tableEnd > fileBytes) return refuse('is cut off: its tables lie beyond its end');
  return { kind: 'image', format: 'qcow2', virtualBytes };
}

interface Sign {
  readonly at: number;
  readonly bytes: string;
  readonly name: string;
}

const SIGNS: readonly Sign[] = [
  { at: 0, bytes: '\x1f\x8b', name: 'gzip within what was unpacked' },
  { at: 0, bytes: '\xfd7zXZ\0', name: 'xz within what was unpacked' },
  { at: 0, bytes: '\x28\xb5\x2f\xfd', name: 'zstd within what was unpacked' },
  { at: 0, bytes: 'BZh', name: 'bzip2 within what was unpacked' },
  { at: 0, bytes: 'PK\x03\x04', name: 'a zip archive' },
  { at: 257, bytes: 'ustar', name: 'a tar archive' },
  { at: 0, bytes: 'KDMV', name: 'a VMDK image' },
  { at: 0, bytes: '# Disk DescriptorFile', name: 'a VMDK descriptor' },
  { at: 0, bytes: 'conectix', name: 'a VHD image' },
  { at: 0, bytes: 'vhdxfile', name: 'a VHDX image' },
  { at: 0, bytes: '<<< ', name: 'a VDI image' },
  { at: 0, bytes: '\x7fELF', name: 'a program' },
];

/** What the content looks like, for people; `undefined` when that is not known. */
export function describeContent(head: Buffer): string | undefined {
  if (head.length === 0) return 'an empty file';
  const start = head.subarray(0, 512).toString('latin1').trimStart().toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'an HTML page';
  if (start.startsWith('<?xml')) return 'XML';
  if (start.startsWith('version https://git-lfs')) return 'a pointer of Git LFS instead of the file';
  return SIGNS.find(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(Buffer.from(bytes, 'latin1')))?.name;
}

function isText(head: Buffer): boolean {
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
