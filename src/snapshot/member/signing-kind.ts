/** What clients check with, and what they check. */
export type SigningKind = 'key' | 'signature';

/**
 * What a file beside the metadata is for: `signature`, of `repomd.xml`; `key`, a key that packages or metadata are
 * signed with, by its name (`RPM-GPG-KEY-centosofficial`, `repomd.xml.key`). Undefined: something else. Pure.
 */
export function signingKindOf(path: string): SigningKind | undefined {
  if (/^repodata\/repomd\.xml\.(?:asc|sig|gpg)$/.test(path)) return 'signature';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /gpg-?key/i.test(name) || /\.(?:asc|gpg|key|pub)$/i.test(name) ? 'key' : undefined;
}
