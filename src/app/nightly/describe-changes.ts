import { PACKAGE_CHANGE_KINDS, type PackageChange } from '../../contract/snapshot.ts';

/** `3 upgraded, 1 rebuilt`; `no package changed` where that is so. Pure. */
export function describeChanges(changes: readonly Pick<PackageChange, 'kind'>[]): string {
  const parts = PACKAGE_CHANGE_KINDS.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  return parts.length === 0 ? 'no package changed' : parts.join(', ');
}
