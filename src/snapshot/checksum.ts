/** A checksum as repository metadata gives it. */
export interface Checksum {
  /** Name as `node:crypto` knows it. */
  readonly type: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
  /** Lower case. */
  readonly hex: string;
}

const LENGTHS = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const;

/** Undefined unless the type is known and the value is that many hex digits. Old metadata says `sha` for sha1. */
export function parseChecksum(type: string | undefined, value: string | undefined): Checksum | undefined {
  const name = type === 'sha' ? 'sha1' : type;
  const hex = value?.trim().toLowerCase() ?? '';
  if (!isKnown(name) || hex.length !== LENGTHS[name] || !/^[0-9a-f]+$/.test(hex)) return undefined;
  return { type: name, hex };
}

function isKnown(type: string | undefined): type is Checksum['type'] {
  return type !== undefined && Object.hasOwn(LENGTHS, type);
}
