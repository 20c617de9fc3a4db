/**
 * A public key as text, which is all that rpmkeys takes: ASCII armour with its check sum, as
 * https://www.rfc-editor.org/rfc/rfc4880#section-6.2 has it. Pure.
 */
export function armourKey(key: Uint8Array): string {
  const lines = Buffer.from(key)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n');
  const sum = Buffer.alloc(3);
  sum.writeUIntBE(crc24(key), 0, 3);
  return `${BEGIN}\n\n${lines}\n=${sum.toString('base64')}\n${END}\n`;
}

const BEGIN = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
const END = '-----END PGP PUBLIC KEY BLOCK-----';

/** Of section 6.1 there. */
function crc24(bytes: Uint8Array): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}
