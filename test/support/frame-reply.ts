import { cksum } from '../../src/verify/goss/probe/cksum.ts';

/** What the probe's shell sends for these records, in its two layers. Names `+` are separators. */
export function frameReply(
  nonce: string,
  records: readonly (readonly [name: string, bytes: string | Uint8Array])[],
): string {
  return sealReply(nonce, markRecords(nonce, [...records, ['end', '']]));
}

export function markRecords(
  nonce: string,
  records: readonly (readonly [name: string, bytes: string | Uint8Array])[],
): Buffer {
  return Buffer.concat(records.flatMap(([name, bytes]) => [Buffer.from(`\n${nonce} ${name}\n`), Buffer.from(bytes)]));
}

/** The text around any bytes, with their own length and checksum. */
export function sealReply(nonce: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/(.{76})/g, '$1\n');
  return `\n=${nonce}\n${lines}\n=${nonce} ${cksum(bytes)} ${bytes.length}\n`;
}
