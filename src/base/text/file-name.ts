import { createHash } from 'node:crypto';

/**
 * `name` as one path component: letters, digits, `.`, `_`, `-`; not hidden, not too long. Where that changed anything
 * a short hash keeps different names apart.
 */
export function toFileName(name: string): string {
  const safe = name
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]+/, '_')
    .slice(0, 120);
  return safe === name && safe !== '' ? safe : `${safe}-${shortHash(name)}`;
}

/** Eight hex digits of the text's sha256. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
