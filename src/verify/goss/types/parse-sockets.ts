/** One line of /proc/net/{tcp,tcp6,udp,udp6}. */
export interface Socket {
  readonly ip: string;
  readonly port: number;
  readonly inode: string;
}

const LISTEN = '0A';

/** Reads the kernel's table; of TCP only what listens, of UDP all (it has no such state). */
export function parseSockets(table: string, isTcp: boolean): readonly Socket[] {
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [address = '', port = ''] = (fields[1] ?? '').split(':');
    if (!/^\d+:$/.test(fields[0] ?? '') || (isTcp && fields[3] !== LISTEN)) return [];
    return [{ ip: toAddress(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' }];
  });
}

/** Groups of four bytes, each in the machine's (little-endian) order. */
function toAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed());
  const numbers = bytes.map((byte) => Number.parseInt(byte, 16));
  return numbers.length === 4 ? numbers.join('.') : toIpv6(numbers);
}

function toIpv6(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0));
  const text = groups.map((group) => group.toString(16)).join(':');
  const longest = (text.match(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g) ?? []).sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return text;
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
