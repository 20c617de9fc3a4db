import type { RpmPool } from '../rpm/pool.ts';
import { allRecipes, requirementsOf } from '../rpm/pool.ts';
import type { Workshop } from '../rpm/build-rpm.ts';
import { includedPackages } from '../image/build-root.ts';

/** The Debian packages of a VM: those of the container image, and what a machine needs to boot by itself. */
export const vmPackages: readonly string[] = [
  ...includedPackages,
  ...'linux-image-cloud-amd64 initramfs-tools zstd udev kmod e2fsprogs fdisk cloud-init cloud-guest-utils libnss-myhostname'.split(
    ' ',
  ),
];

/** From the pool, as a CentOS cloud image has them: the SSH server is the RPM's own `sshd.service`, no Debian package. */
export const vmRpms: readonly string[] = ['openssh-server', 'sudo'];

/** The files of `vmRpms` and of all they require. */
export function findVmRpms(workshop: Workshop, pool: RpmPool): readonly string[] {
  const recipes = new Map(allRecipes(workshop.debs).map((recipe) => [recipe.name, recipe]));
  const names = new Set(vmRpms);
  // The set grows while we walk it: what is required requires more.
  for (const name of names) {
    const recipe = recipes.get(name);
    for (const required of recipe ? requirementsOf(recipe, workshop.debs) : []) {
      if (pool.has(required)) names.add(required);
    }
  }
  return [...names].map((name) => {
    const file = pool.get(name);
    if (file === undefined) throw new RangeError(`no RPM for '${name}'`);
    return file;
  });
}
