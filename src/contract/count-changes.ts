import { PACKAGE_CHANGE_KINDS, type PackageChange } from './snapshot.ts';

/** `3 upgraded, 1 rebuilt`, each repository's own change counted; `no package changed`. Pure. */
export function countChanges(changes: readonly Pick<PackageChange, 'kind'>[]): string {
  const parts = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  return parts.length === 0 ? 'no package changed' : parts.join(', ');
}
