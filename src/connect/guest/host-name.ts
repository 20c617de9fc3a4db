import { shortHash } from '../../base/text/file-name.ts';

const MOST_LETTERS = 63;
const HASH_LETTERS = 8;

/**
 * The host name of an instance, the same whatever driver makes it: at most 63 lower-case letters, digits and hyphens, as
 * DNS allows. A longer name keeps its start and stays unique by a hash.
 */
export function hostNameOf(instance: string): string {
  const name = instance
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (name.length <= MOST_LETTERS) return name || 'instance';
  const start = name.slice(0, MOST_LETTERS - HASH_LETTERS - 1).replace(/-+$/, '');
  return `${start}-${shortHash(instance)}`;
}
