import { type RpmPool, allRecipes, requirementsOf } from '../rpm/pool.ts';
import type { Workshop } from '../rpm/build-rpm.ts';
import { includedPackages } from '../image/build-root.ts';
import type { StandIn } from '../image/stand-ins.ts';

const bootPackages: readonly string[] =
  'initramfs-tools zstd udev kmod e2fsprogs fdisk cloud-init cloud-guest-utils libnss-myhostname'.split(' ');
// Trixie's own 6.12 crashes now and then under the emulation of QEMU 7.2.
const newestKernel = 'bookworm';

/** What mmdebstrap needs to know for a VM: the packages of the container image, and what a machine boots by. */
export function vmPackages(standIn: StandIn): { packages: readonly string[]; alsoFrom: string | undefined } {
  const alsoFrom = standIn.debianSuite === 'trixie' ? newestKernel : undefined;
  const kernel = ['linux-image-cloud-amd64', alsoFrom].filter((part) => part !== undefined).join('/');
  return { packages: [...includedPackages, ...bootPackages, kernel], alsoFrom };
}

/** From the pool, as a CentOS cloud image has them: the SSH server is the RPM's own `sshd.service`, no Debian package. */
export const vmRpms: readonly string[] = ['openssh-server', 'sudo'];

/** The files of `vmRpms` and of all they require. */
export function findVmRpms(workshop: Workshop, pool: RpmPool): readonly string[] {
  const recipes = new Map(allRecipes(workshop).map((recipe) => [recipe.name, recipe]));
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
