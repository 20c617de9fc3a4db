import { toChecksum, formatChecksum } from '../metadata/checksum.ts';
import { scanElements } from '../metadata/scan-elements.ts';
import { attributeOf, rawTextOf } from '../metadata/scan-xml.ts';

/** The documents of a repository that have an element for each package. */
export const PACKAGE_DOCUMENTS = ['primary', 'filelists', 'other'] as const;

export type PackageDocument = (typeof PACKAGE_DOCUMENTS)[number];

/** An element of a package as it is written, one byte per character, with its end tag. */
export interface PackageElement {
  /** Hex of the package's checksum. */
  readonly hex: string;
  readonly latin1: string;
}

/** Every package of such a document, uncompressed and in chunks of any size, in its order. */
export async function* scanPackages(
  document: PackageDocument,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<PackageElement> {
  for await (const latin1 of scanElements(chunks, 'package')) {
    const hex = document === 'primary' ? primaryHex(latin1) : attributeOf(latin1, '<package', 'pkgid')?.toLowerCase();
    if (hex !== undefined) yield { hex, latin1: `${latin1}</package>\n` };
  }
}

/** Of a comment nobody can say what is in it: there the parser of all of it has the say, and finds other packages. */
function primaryHex(latin1: string): string | undefined {
  const checksum = toChecksum(attributeOf(latin1, '<checksum', 'type'), rawTextOf(latin1, 'checksum'));
  return checksum === undefined ? undefined : formatChecksum(checksum).split(':')[1];
}

/** The element with another place for its package. */
export function withLocation(latin1: string, location: string): string {
  const href = location.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const bytes = Buffer.from(`<location href="${href}"/>`).toString('latin1');
  return latin1.replace(/<location\b[^>]*?\/?>(?:\s*<\/location>)?/, () => bytes);
}
