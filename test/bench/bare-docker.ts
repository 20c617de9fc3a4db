import { execa } from 'execa';

/** What the bare tools need: an image with Salt in it, a formula, and the snapshot to mount. */
export interface BareOptions {
  /** The prepared image, so that both sides start from the same. */
  readonly image: string;
  readonly formula: { readonly name: string; readonly directory: string };
  /** Host path of the repository, and where the image's repository file looks for it. */
  readonly repository: { readonly host: string; readonly guest: string };
}

/** Systemd as PID 1 the way the Docker driver starts it, but by hand. */
const RUN = [
  'run',
  '--detach',
  '--label',
  'saltern.bench=floor',
  '--cap-add',
  'SYS_ADMIN',
  '--security-opt',
  'seccomp=unconfined',
  '--volume',
  '/sys/fs/cgroup:/sys/fs/cgroup:ro',
  '--tmpfs',
  '/run',
  '--tmpfs',
  '/tmp',
];

/** Starts a container and waits until its services are up. */
export async function startBare({ image, repository }: BareOptions): Promise<string> {
  const mount = ['--volume', `${repository.host}:${repository.guest}:ro`];
  const { stdout: id } = await execa('docker', [...RUN, ...mount, image, '/sbin/init']);
  const wait =
    'until [ -S /run/dbus/system_bus_socket ] || [ -S /run/systemd/private ]; do sleep 0.02; done; systemctl is-system-running --wait || true';
  await execa('docker', ['exec', id, 'sh', '-c', wait], { timeout: 30_000 });
  return id;
}

export async function removeBare(id: string): Promise<void> {
  await execa('docker', ['rm', '--force', '--volumes', id]);
}

/** Formula in by one tar, one `salt-call`. Throws when a state fails. */
async function convergeBare(id: string, { formula }: BareOptions): Promise<void> {
  await tarIn(id, formula.directory, '/srv/salt');
  await execa('docker', ['exec', id, ...saltCall(formula.name)]);
}

/** The same by a single exec, for the start of another one costs as much as a state. */
export async function reconvergeBare(id: string, { formula }: BareOptions): Promise<void> {
  const script = 'mkdir -p /srv/salt && tar -C /srv/salt -xf - && exec "$@"';
  const inGuest = ['sh', '-c', script, 'sh', ...saltCall(formula.name)];
  // Starts docker, which reads what tar writes.
  const tar = execa('tar', ['-C', formula.directory, '-cf', '-', '.'], { encoding: 'buffer' });
  await tar.pipe('docker', ['exec', '--interactive', id, ...inGuest]);
}

function saltCall(state: string): readonly string[] {
  return ['salt-call', '--local', '--retcode-passthrough', '--out', 'json', 'state.apply', state];
}

/** A whole folder's content through one `docker exec … tar`. */
export async function tarIn(id: string, directory: string, remote: string): Promise<void> {
  await execa('sh', [
    '-c',
    'tar -C "$1" -cf - . | docker exec -i "$2" sh -c \'mkdir -p "$1" && tar -C "$1" -xf -\' sh "$3"',
    'sh',
    directory,
    id,
    remote,
  ]);
}

/** docker run, tar in, salt-call once, one exec with the checks, rm: the least that a full test can be. */
export async function fullTestBare(options: BareOptions): Promise<void> {
  const id = await startBare(options);
  try {
    await convergeBare(id, options);
    await execa('docker', [
      'exec',
      id,
      'sh',
      '-c',
      'rpm -q chrony && systemctl is-active chronyd && test -e /etc/chrony.conf',
    ]);
  } finally {
    await removeBare(id);
  }
}
