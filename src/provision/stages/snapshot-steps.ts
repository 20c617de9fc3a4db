import type { PrepareStep } from '../../contract/prepare.ts';
import type { InstancePlan, RepositoryUse, SnapshotUse } from '../../contract/plan.ts';
import { GUEST_REPOSITORIES, GUEST_ROOT } from '../guest-paths.ts';
import { quoteWord } from '../../base/text/quote-word.ts';
import { PRECEDE_COMMAND } from './salt-command.ts';
import { failWith } from './shell-text.ts';

const REPOSITORY_FILE = '/etc/yum.repos.d/saltern.repo';
const NEW_FILE = `${GUEST_ROOT}/saltern.repo`;

const NO_RPM =
  'The image has neither dnf nor yum, and snapshots are repositories of RPMs: name none for this platform (snapshots: { repositories }), or run with `--snapshot none`.';

/**
 * `packages`: dnf where there is one, else yum (CentOS 7), always without questions and colours. Debian's dnf has a
 * plugin `local` that feeds RPMs of earlier runs into later ones.
 */
const PACKAGES = `
export LC_ALL=C
manager=$(command -v dnf || command -v yum || true)
packages() {
  [ -n "$manager" ] || ${failWith(NO_RPM)}
  if [ -e /etc/dnf/plugins/local.conf ]; then set -- --disableplugin=local "$@"; fi
  "$manager" -y --color=never "$@"
}`.trim();

/** Leaves no repository but ours. Packages bring their repository files again when they are updated. */
const ONLY_OURS = `
only_ours() {
  mkdir -p ${GUEST_ROOT}/replaced-repositories
  for file in /etc/yum.repos.d/*.repo; do
    if [ -e "$file" ] && [ "$file" != ${REPOSITORY_FILE} ]; then mv -f "$file" ${GUEST_ROOT}/replaced-repositories/; fi
  done
}`.trim();

/**
 * What follows Salt's own stage: repositories first (the image's own may be gone, as for CentOS 7 and 8), then the
 * image's packages brought to the snapshot's state, systemd where it is missing, Salt's packages, the commands of
 * `prepare`, and metadata left ready for the instances.
 */
export function snapshotSteps(plan: InstancePlan, snapshotUrl: string): readonly PrepareStep[] {
  const { snapshot, prepare, salt } = plan;
  const steps: readonly (PrepareStep | undefined)[] = [
    snapshot && repositoriesStep(snapshot, snapshotUrl),
    snapshot && prepare.update ? syncStep(snapshot) : undefined,
    systemdStep(),
    salt.from === 'snapshot' && plan.states.kind !== 'none' ? packagesStep(salt.packages) : undefined,
    prepare.commands.length > 0 ? step('prepare commands', prepare.commands.join('\n')) : undefined,
    isForeign(plan) ? step('salt-call by hand', PRECEDE_COMMAND) : undefined,
    snapshot && metadataStep(snapshot),
  ];
  return steps.filter((one) => one !== undefined);
}

/** Salt of packages or of the image: its `salt-call` is not ours to replace. */
function isForeign({ salt, states }: InstancePlan): boolean {
  return (salt.from === 'snapshot' || salt.from === 'image') && states.kind !== 'none';
}

function step(name: string, script: string, texts: Readonly<Record<string, string>> = {}): PrepareStep {
  return { name, files: {}, texts, script };
}

/**
 * The snapshot's repositories as the only ones of a guest, in place of what was there, be it another snapshot's.
 * `snapshotUrl`: where the guest finds members that are directories.
 */
export function repositoriesStep({ repositories }: SnapshotUse, snapshotUrl: string): PrepareStep {
  const script = `${ONLY_OURS}\nmkdir -p /etc/yum.repos.d\nmv -f ${NEW_FILE} ${REPOSITORY_FILE}\nonly_ours`;
  return step('repositories of the snapshot', script, {
    [NEW_FILE]: repositories.map((one) => repositorySection(one, snapshotUrl)).join('\n'),
  });
}

/**
 * Signatures are not asked for: the snapshot's digest binds its content. Metadata never expires, because a snapshot
 * never changes.
 */
function repositorySection({ name, at }: RepositoryUse, snapshotUrl: string): string {
  const url = at.kind === 'http' ? at.url : `${snapshotUrl}/${name}`;
  return `[${name}]
name=${name} (saltern snapshot)
baseurl=${url}
enabled=1
gpgcheck=0
repo_gpgcheck=0
metadata_expire=never
skip_if_unavailable=0
`;
}

/**
 * Brings all packages of a guest to the versions that its repositories hold, newer or older; these must be the
 * snapshot's by now. `upgrade` leaves out what it cannot update and still exits 0; `distro-sync --best` fails.
 */
export function syncStep({ id }: SnapshotUse): PrepareStep {
  const script = `${PACKAGES}
${ONLY_OURS}
case "$manager" in
  */dnf) packages distro-sync --best ;;
  *) packages distro-sync ;;
esac
only_ours`;
  // The id is for people. It must not be in the script: the key depends on the digest and not on the id.
  return step(`packages as in snapshot ${id}`, script);
}

/** Failing is no error here: whether an instance needs an init is for the driver to say. */
function systemdStep(): PrepareStep {
  return step(
    'systemd',
    `${PACKAGES}
systemd=/usr/lib/systemd/systemd
install_systemd() {
  if [ -z "$manager" ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update && apt-get -q -y --no-install-recommends install systemd systemd-sysv dbus
  else packages install systemd
  fi
}
if [ ! -e /sbin/init ] && [ ! -e "$systemd" ]; then (install_systemd) || printf '%s\\n' 'systemd could not be installed' >&2; fi
if [ ! -e /sbin/init ] && [ -e "$systemd" ]; then ln -s "$systemd" /sbin/init; fi`,
  );
}

function packagesStep(names: readonly string[]): PrepareStep {
  return step(
    `salt (${names.join(' ')})`,
    `${PACKAGES}
packages install -- ${names.map(quoteWord).join(' ')}
command -v salt-call >/dev/null || ${failWith(`The packages ${names.join(', ')} brought no 'salt-call'.`)}`,
  );
}

/** Every setting of dnf and yum, with its content: with these as they are, so are the repositories. */
const PRINT_REPOSITORIES = `set -- /etc/yum.repos.d /etc/yum/repos.d /etc/distro.repos.d /etc/dnf /etc/yum /etc/yum.conf
find -L "$@" -type f -exec sha256sum {} + 2>/dev/null | LC_ALL=C sort
`;

/**
 * Metadata ready for the instances. A snapshot that is a directory of this machine cannot change, so nobody has to look
 * again while the repositories are those of now: `shortcuts.py` asks for that. Of a URL we do not know.
 */
function metadataStep({ repositories }: SnapshotUse): PrepareStep {
  const cannotChange = repositories.every(({ at }) => at.kind === 'directory');
  const note = `mkdir -p ${GUEST_REPOSITORIES}
printf %s ${quoteWord(PRINT_REPOSITORIES)} >${GUEST_REPOSITORIES}/print.sh
sh ${GUEST_REPOSITORIES}/print.sh >${GUEST_REPOSITORIES}/printed`;
  return step('package metadata', `${PACKAGES}\npackages makecache${cannotChange ? `\n${note}` : ''}`);
}
