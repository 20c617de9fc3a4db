/** A package that differs between what an instance had installed at two times. */
export interface InstalledChange {
  readonly name: string;
  readonly arch: string;
  /** `epoch:version-release`, several after each other where several are installed. Default: it was not there. */
  readonly from?: string;
  /** Default: it is no longer there. */
  readonly to?: string;
}

/** What differs, by name. `before`, `after`: `name-epoch:version-release.arch`. What cannot be read as such is left out. Pure. */
export function listPackageChanges(before: readonly string[], after: readonly string[]): readonly InstalledChange[] {
  const [old, now] = [readAll(before), readAll(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return keys.flatMap((key): readonly InstalledChange[] => {
    const [from, to] = [old.get(key), now.get(key)];
    if (from?.versions === to?.versions) return [];
    const { name, arch } = to ?? from ?? { name: key, arch: '' };
    return [{ name, arch, ...(from && { from: from.versions }), ...(to && { to: to.versions }) }];
  });
}

/** `chrony 4.5-1.el9 → 4.5-2.el9`, `tree 1.8 added`, `ed 1.14 removed`. */
export function describePackageChange({ name, from, to }: InstalledChange): string {
  if (from === undefined) return `${name} ${to ?? ''} added`;
  return to === undefined ? `${name} ${from} removed` : `${name} ${from} → ${to}`;
}

interface Installed {
  readonly name: string;
  readonly arch: string;
  readonly versions: string;
}

/** By name and architecture; of a kernel there may be several. */
function readAll(packages: readonly string[]): ReadonlyMap<string, Installed> {
  const found = packages.flatMap((text) => {
    const [, name = '', version = '', arch = ''] = FORM.exec(text) ?? [];
    return name === '' ? [] : [{ key: `${name}.${arch}`, name, arch, version }];
  });
  return new Map(
    [...Map.groupBy(found, ({ key }) => key)].map(([key, all]) => {
      const versions = all.map(({ version }) => version).toSorted();
      return [key, { name: all[0]?.name ?? key, arch: all[0]?.arch ?? '', versions: versions.join(' and ') }];
    }),
  );
}

const FORM = /^(.+)-([^-]+-[^-]+)\.([^.-]+)$/;
