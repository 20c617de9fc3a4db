import { execa } from 'execa';
import { run } from './host/command.ts';

/** What a command in a stand-in printed and how it ended. */
export interface GuestResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running stand-in; disposing of it removes the container. */
export interface Guest extends AsyncDisposable {
  readonly id: string;
  /** What `systemctl is-system-running` said when it had come up: `running` or `degraded`. */
  readonly state: string;
  /** Runs shell text inside; a non-zero exit is a result, not a throw. */
  sh(script: string): Promise<GuestResult>;
}

/** Boots a stand-in the plain way, without saltern, with a mirror mounted read-only at `/mirror`. */
export async function bootStandIn(options: {
  image: string;
  mirror?: string;
  volumes?: readonly string[];
}): Promise<Guest> {
  const volumes = [
    ...(options.mirror === undefined ? [] : [`${options.mirror}:/mirror:ro`]),
    ...(options.volumes ?? []),
  ];
  const id = await run([
    'docker',
    'run',
    '--detach',
    '--label=saltern.test=testbed',
    '--cap-add=SYS_ADMIN',
    '--security-opt=seccomp=unconfined',
    '--tmpfs=/run',
    '--tmpfs=/tmp',
    ...(await cgroupArguments()),
    ...volumes.flatMap((volume) => ['--volume', volume]),
    options.image,
    '/sbin/init',
  ]);
  const remove = async (): Promise<void> => {
    await run(['docker', 'rm', '--force', '--volumes', id]);
  };
  const sh = async (script: string): Promise<GuestResult> => {
    const { exitCode, stdout, stderr } = await execa('docker', ['exec', id, 'sh', '-c', script], { reject: false });
    return { exitCode, stdout, stderr };
  };
  try {
    // Its first answers may be "Failed to connect to bus": systemd is not there yet.
    const { stdout } = await sh(
      'for i in $(seq 100); do s=$(systemctl is-system-running 2>/dev/null); ' +
        'case $s in running|degraded) break;; esac; sleep 0.2; done; echo $s',
    );
    return { id, state: stdout.trim(), sh, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function cgroupArguments(): Promise<readonly string[]> {
  const version = await run(['docker', 'info', '--format', '{{.CgroupVersion}}']);
  if (version.trim() === '2') return ['--cgroupns', 'host', '--volume', '/sys/fs/cgroup:/sys/fs/cgroup:rw'];
  return ['--volume', '/sys/fs/cgroup:/sys/fs/cgroup:ro'];
}
