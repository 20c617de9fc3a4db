import { PACKAGE_CHANGE_KINDS, type PackageChange } from './snapshot.ts';

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
