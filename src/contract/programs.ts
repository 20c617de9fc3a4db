/**
 * Who starts a program of the machine. `product`: saltern itself. `set-up`: what makes the testbed, for the tests and the
 * demo. `engine`: the same, where no container engine answers yet. `unit`, `tests`, `machines`: unit tests, tests with a
 * container engine, and what makes VM images and tests that boot them. `go`: what builds programs for tests that Debian does
 * not have, where they are not in the cache. `pulp`: what installs and starts a Pulp, for tests and the week. `package`: what
 * makes packages for people. `bench`: what benchmarks compare saltern with.
 */
export type Need =
  | 'product'
  | 'set-up'
  | 'engine'
  | 'unit'
  | 'tests'
  | 'machines'
  | 'go'
  | 'pulp'
  | 'package'
  | 'bench';

/** A program that we start on the machine itself; what runs inside an instance is not our machine's. */
export interface Program {
  /** As it is looked up on the PATH. */
  readonly name: string;
  /** The Debian package that brings it. */
  readonly debian: string;
  /** Another one that does where the first does not. Default: none. */
  readonly orDebian?: string;
  readonly neededBy: readonly Need[];
  /**
   * What saltern cannot do without it, for `doctor`. Left out where saltern does not start it, cannot be on a machine
   * without it, or the driver that starts it says more.
   */
  readonly without?: string;
  /** Only those miss it who keep snapshots. Default: everybody. */
  readonly isForSnapshots?: true;
}

/** Every program that product, set-up and tests start. `test/check-programs.ts` finds what is missing here. */
export const PROGRAMS: readonly Program[] = [
  // What Node brings, and what npm starts it with.
  { name: 'node', debian: 'nodejs', neededBy: ['product', 'set-up', 'unit', 'tests', 'machines', 'bench'] },
  { name: 'npm', debian: 'npm', neededBy: ['set-up', 'tests', 'package'] },
  { name: 'npx', debian: 'npm', neededBy: ['tests'] },

  // Debian holds these to be essential or required: its smallest variant has them.
  { name: 'apt-cache', debian: 'apt', neededBy: ['set-up'] },
  { name: 'apt-get', debian: 'apt', neededBy: ['set-up'] },
  { name: 'bash', debian: 'bash', neededBy: ['set-up', 'unit', 'tests'] },
  { name: 'cat', debian: 'coreutils', neededBy: ['set-up', 'unit', 'tests', 'machines'] },
  { name: 'chmod', debian: 'coreutils', neededBy: ['tests', 'bench'] },
  { name: 'chroot', debian: 'coreutils', neededBy: ['set-up', 'tests', 'machines'] },
  { name: 'cp', debian: 'coreutils', neededBy: ['product', 'set-up', 'tests', 'machines', 'bench', 'pulp'] },
  { name: 'dirname', debian: 'coreutils', neededBy: ['set-up', 'tests'] },
  { name: 'dpkg-deb', debian: 'dpkg', neededBy: ['set-up', 'tests'] },
  { name: 'env', debian: 'coreutils', neededBy: ['set-up', 'tests'] },
  { name: 'find', debian: 'findutils', neededBy: ['tests', 'bench'] },
  { name: 'grep', debian: 'grep', neededBy: ['set-up', 'unit'] },
  { name: 'head', debian: 'coreutils', neededBy: ['tests'] },
  { name: 'id', debian: 'coreutils', neededBy: ['set-up', 'tests'] },
  { name: 'ln', debian: 'coreutils', neededBy: ['set-up', 'machines'] },
  { name: 'mkfifo', debian: 'coreutils', neededBy: ['tests'] },
  { name: 'mkdir', debian: 'coreutils', neededBy: ['set-up', 'tests', 'machines'] },
  { name: 'mktemp', debian: 'coreutils', neededBy: ['set-up', 'unit'] },
  { name: 'mount', debian: 'mount', neededBy: ['tests', 'machines'] },
  { name: 'perl', debian: 'perl-base', neededBy: ['tests', 'machines'] },
  { name: 'rm', debian: 'coreutils', neededBy: ['set-up', 'machines'] },
  { name: 'script', debian: 'bsdutils', neededBy: ['tests'] },
  { name: 'sed', debian: 'sed', neededBy: ['set-up', 'tests'] },
  { name: 'sh', debian: 'dash', neededBy: ['product', 'set-up', 'unit', 'tests', 'machines'] },
  { name: 'sleep', debian: 'coreutils', neededBy: ['unit'] },
  { name: 'sort', debian: 'coreutils', neededBy: ['tests'] },
  { name: 'stat', debian: 'coreutils', neededBy: ['set-up', 'tests'] },
  { name: 'tar', debian: 'tar', neededBy: ['unit', 'tests', 'machines', 'package'] },
  { name: 'tee', debian: 'coreutils', neededBy: ['set-up', 'unit'] },
  { name: 'touch', debian: 'coreutils', neededBy: ['tests', 'machines'] },
  { name: 'umount', debian: 'mount', neededBy: ['tests', 'machines'] },
  { name: 'unshare', debian: 'util-linux', neededBy: ['tests', 'machines'] },

  {
    name: 'git',
    debian: 'git',
    neededBy: ['product', 'unit', 'tests', 'machines'],
    without: 'formulas in git cannot be fetched',
  },
  {
    name: 'xz',
    debian: 'xz-utils',
    neededBy: ['product', 'unit', 'tests', 'machines'],
    without: 'metadata of repositories and disk images that are packed with xz cannot be read',
  },
  {
    name: 'bzip2',
    debian: 'bzip2',
    neededBy: ['product', 'unit', 'tests'],
    without: 'metadata of repositories that is packed with bzip2 cannot be read',
  },
  {
    name: 'docker',
    debian: 'docker.io',
    orDebian: 'docker-cli',
    neededBy: ['product', 'set-up', 'engine', 'tests', 'machines'],
    without: '`saltern login` does not work on containers',
  },
  {
    name: 'ssh',
    debian: 'openssh-client',
    neededBy: ['product', 'tests', 'machines'],
    without: '`saltern login` does not work on machines, nor DOCKER_HOST=ssh://…',
  },
  {
    name: 'dnf',
    debian: 'dnf',
    neededBy: ['product', 'tests', 'bench'],
    without: '`saltern snapshot derive` cannot ask whether packages can be installed',
    isForSnapshots: true,
  },
  {
    name: 'rpmkeys',
    debian: 'rpm',
    neededBy: ['product', 'tests'],
    without: 'signatures of packages cannot be checked',
    isForSnapshots: true,
  },
  {
    name: 'gpgv',
    debian: 'gpgv',
    neededBy: ['product', 'tests'],
    without: 'signatures of repositories cannot be checked',
    isForSnapshots: true,
  },
  {
    name: 'gpg',
    debian: 'gpg',
    neededBy: ['product', 'tests'],
    without: 'nobody can say whether a signing key has expired',
    isForSnapshots: true,
  },
  { name: 'qemu-system-x86_64', debian: 'qemu-system-x86', neededBy: ['product', 'machines'] },
  { name: 'qemu-img', debian: 'qemu-utils', neededBy: ['product', 'machines'] },

  { name: 'dockerd', debian: 'docker.io', neededBy: ['engine'] },
  { name: 'iptables', debian: 'iptables', neededBy: ['engine'] },

  {
    name: 'createrepo_c',
    debian: 'createrepo-c',
    neededBy: ['product', 'set-up', 'unit', 'tests'],
    without: '`saltern snapshot derive` cannot add packages from files',
    isForSnapshots: true,
  },
  { name: 'mmdebstrap', debian: 'mmdebstrap', neededBy: ['set-up', 'tests', 'machines'] },
  { name: 'rpmbuild', debian: 'rpm', neededBy: ['set-up', 'tests', 'package'] },

  { name: 'chromium', debian: 'chromium', neededBy: ['tests'] },
  { name: 'docker-registry', debian: 'docker-registry', neededBy: ['tests', 'machines'] },
  // Below a folder of its version, which the set-up looks into.
  { name: 'initdb', debian: 'postgresql', neededBy: ['tests', 'pulp'] },
  // Any Go does: who builds with it fetches a newer one where it is too old.
  { name: 'go', debian: 'golang-go', neededBy: ['go'] },
  { name: 'groff', debian: 'groff-base', neededBy: ['tests'] },
  { name: 'modifyrepo_c', debian: 'createrepo-c', neededBy: ['tests'] },
  { name: 'openssl', debian: 'openssl', neededBy: ['tests'] },
  { name: 'postgres', debian: 'postgresql', neededBy: ['tests', 'pulp'] },
  { name: 'ps', debian: 'procps', neededBy: ['tests'] },
  { name: 'python3', debian: 'python3', neededBy: ['product', 'unit', 'tests', 'pulp'] },
  { name: 'redis-server', debian: 'redis-server', neededBy: ['tests', 'pulp'] },
  { name: 'rpm', debian: 'rpm', neededBy: ['tests'] },
  { name: 'rpmsign', debian: 'rpm', neededBy: ['tests'] },
  { name: 'gpg-agent', debian: 'gpg-agent', neededBy: ['tests'] },
  { name: 'gpgconf', debian: 'gpgconf', neededBy: ['tests'] },
  { name: 'strace', debian: 'strace', neededBy: ['machines'] },
  { name: 'ssh-keygen', debian: 'openssh-client', neededBy: ['unit', 'tests'] },
  { name: 'sshd', debian: 'openssh-server', neededBy: ['tests'] },
  { name: 'promtool', debian: 'prometheus', neededBy: ['tests'] },
  { name: 'systemd-analyze', debian: 'systemd', neededBy: ['tests'] },
  { name: 'virtualenv', debian: 'virtualenv', neededBy: ['tests', 'pulp'] },
  { name: 'victoria-metrics', debian: 'victoria-metrics', neededBy: ['tests'] },
  { name: 'xmllint', debian: 'libxml2-utils', neededBy: ['tests'] },

  // What benchmarks compare with.
  { name: '/usr/lib/python3/dist-packages/dnf-plugins/repodiff.py', debian: 'dnf-plugins-core', neededBy: ['bench'] },
  { name: 'diff', debian: 'diffutils', neededBy: ['bench'] },
  { name: 'gzip', debian: 'gzip', neededBy: ['bench'] },
  { name: 'rsync', debian: 'rsync', neededBy: ['bench'] },

  { name: 'debugfs', debian: 'e2fsprogs', neededBy: ['machines'] },
  { name: 'grub-mkimage', debian: 'grub-common', neededBy: ['machines'] },
  { name: 'mcopy', debian: 'mtools', neededBy: ['machines'] },
  { name: 'mdir', debian: 'mtools', neededBy: ['machines'] },
  { name: 'mformat', debian: 'mtools', neededBy: ['machines'] },
  { name: 'mke2fs', debian: 'e2fsprogs', neededBy: ['machines'] },
  { name: 'mmd', debian: 'mtools', neededBy: ['machines'] },
  { name: 'sfdisk', debian: 'fdisk', neededBy: ['machines'] },
];

/** The programs that any of the given ones need, in the order of the table. */
export function programsFor(needs: readonly Need[]): readonly Program[] {
  return PROGRAMS.filter(({ neededBy }) => neededBy.some((need) => needs.includes(need)));
}
