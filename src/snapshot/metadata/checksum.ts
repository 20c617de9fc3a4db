import type { Checksum } from '../../contract/source.ts';

const LENGTHS = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const;

/** Undefined unless the type is known and the value is that many hex digits. Old metadata says `sha` for sha1. */
export function toChecksum(type: string | undefined, value: string | undefined): Checksum | undefined {
  const name = type === 'sha' ? 'sha1' : type;
  const hex = value?.trim().toLowerCase() ?? '';
  if (!isKnown(name) || hex.length !== LENGTHS[name] || !/^[0-9a-f]+$/.test(hex)) return undefined;
  return { type: name, hex };
}

/** `sha256:…`, as package ids and digests are written. */
export function formatChecksum({ type, hex }: Checksum): string {
  return `${type}:${hex}`;
}

/** The checksum that `formatChecksum` wrote; undefined where its type is not known. */
export function parseChecksum(text: string): Checksum | undefined {
  const colon = text.indexOf(':');
  const type = text.slice(0, colon);
  return isKnown(type) ? { type, hex: text.slice(colon + 1) } : undefined;
}

function isKnown(type: string | undefined): type is Checksum['type'] {
  return type !== undefined && Object.hasOwn(LENGTHS, type);
}
