import { CONTENT_KINDS, type ContentKind } from './snapshot.ts';
import { type ContentChange, PACKAGE_CHANGE_KINDS, type PackageChange } from './snapshot-diff.ts';

/**
 * `3 upgraded, 1 rebuilt`; `no package changed`. A package that changed in several repositories, as on each platform, is
 * one package. Pure.
 */
export function countChanges(changes: readonly Pick<PackageChange, 'kind' | 'name'>[]): string {
  const parts = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const names = new Set(changes.filter((change) => change.kind === kind).map(({ name }) => name));
    return names.size === 0 ? [] : [`${names.size} ${kind}`];
  });
  return parts.length === 0 ? 'no package changed' : parts.join(', ');
}

/** `2 modules, 1 signing key`; empty where nothing beside packages changed. What changed in several repositories is one. Pure. */
export function countContent(content: readonly Pick<ContentChange, 'kind' | 'name'>[]): string {
  const parts = CONTENT_KINDS.flatMap((kind) => {
    const names = new Set(content.filter((change) => change.kind === kind).map(({ name }) => name));
    return names.size === 0 ? [] : [`${names.size} ${contentWord(kind, names.size)}`];
  });
  return parts.join(', ');
}

/** `module`, `signing keys`: what one is called, or several. Pure. */
export function contentWord(kind: ContentKind, count: number): string {
  const word = kind === 'key' ? 'signing key' : kind;
  if (count === 1) return word;
  return word.endsWith('y') && kind !== 'key' ? `${word.slice(0, -1)}ies` : `${word}s`;
}
