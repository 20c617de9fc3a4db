/** How a file is packed, by the usual ending of such a file's name. */
export type Packing = 'gz' | 'xz' | 'zst' | 'bz2';

/** The packing that a file's first bytes show; undefined when it is not packed. */
export function packingOf(head: Buffer): Packing | undefined {
  const starts = (hex: string): boolean => head.toString('hex', 0, hex.length / 2) === hex;
  if (starts('1f8b')) return 'gz';
  if (starts('fd377a585a00')) return 'xz';
  if (starts('425a68')) return 'bz2';
  return starts('28b52ffd') ? 'zst' : undefined;
}

/** The packing that a name's ending promises; undefined when it promises none. */
export function packingOfName(name: string): Packing | undefined {
  if (name.endsWith('.gz') || name.endsWith('.tgz')) return 'gz';
  if (name.endsWith('.xz')) return 'xz';
  if (name.endsWith('.bz2')) return 'bz2';
  return name.endsWith('.zst') ? 'zst' : undefined;
}
