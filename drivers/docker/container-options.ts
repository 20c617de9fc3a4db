import type Docker from 'dockerode';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { DockerConfig } from './config.ts';
import type { EngineInfo } from './engine.ts';
import { OPEN_CGROUP_THEN_INIT, WAIT_FOREVER } from './guest-scripts.ts';
import { hostNameOf } from '../../src/connect/guest/host-name.ts';
import { parseSize } from '../../src/base/text/parse-bytes.ts';
import { snapshotMounts } from './snapshot-mounts.ts';

export interface ContainerParts {
  readonly plan: InstancePlan;
  readonly config: DockerConfig;
  readonly image: string;
  readonly name: string;
  readonly network: string;
  readonly labels: Record<string, string>;
  /** See `emptyFolder`. */
  readonly empty: string;
  readonly engine: Pick<EngineInfo, 'cgroupVersion' | 'hasCgroupNamespaces'>;
}

/** What has to be off for systemd as PID 1: it mounts, and SELinux would hide the mounted snapshot. */
export const SYSTEMD_SECURITY = ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'];

/** The engine's create request for an instance. Pure. */
export function containerOptions(parts: ContainerParts): Docker.ContainerCreateOptions {
  const { plan, config, labels } = parts;
  const tree = cgroupTree(parts);
  const ports = config.ports.map(parsePort);
  const hostname = config.hostname ?? hostNameOf(plan.name);
  return {
    name: parts.name,
    Image: parts.image,
    Hostname: hostname,
    Entrypoint: [...entrypoint(config, tree)],
    Cmd: [],
    // By this systemd knows that it runs in a container.
    Env: [
      ...(config.systemd ? ['container=docker'] : []),
      ...Object.entries(config.environment).map(([k, v]) => `${k}=${v}`),
    ],
    Labels: labels,
    OpenStdin: !config.systemd,
    WorkingDir: '/',
    User: '0',
    StopSignal: config.systemd ? 'SIGRTMIN+3' : 'SIGKILL',
    ...(config.platform === undefined ? {} : { platform: config.platform }),
    ExposedPorts: Object.fromEntries(ports.map(({ guest }) => [guest, {}])),
    Volumes: Object.fromEntries(config.volumes.filter((one) => !one.includes(':')).map((path) => [path, {}])),
    // Names only in a network that saltern made: another may be one of the engine's own, which refuse them.
    ...(config.network === undefined
      ? { NetworkingConfig: { EndpointsConfig: { [parts.network]: { Aliases: [...new Set([plan.name, hostname])] } } } }
      : {}),
    HostConfig: {
      NetworkMode: parts.network,
      Privileged: config.privileged,
      CapAdd: [...new Set([...(config.systemd ? ['SYS_ADMIN'] : []), ...config['cap-add']])],
      CapDrop: config['cap-drop'],
      SecurityOpt: config['security-opt'] ?? (config.systemd ? SYSTEMD_SECURITY : []),
      Binds: [
        ...(tree === 'host' ? ['/sys/fs/cgroup:/sys/fs/cgroup:ro'] : []),
        ...config.volumes.filter((one) => one.includes(':')),
      ],
      Mounts: [...snapshotMounts(plan.snapshot, { labels, empty: parts.empty })],
      Tmpfs: Object.fromEntries(config.tmpfs.map(splitTmpfs)),
      ...(tree === 'own' ? { CgroupnsMode: 'private' as const } : {}),
      ExtraHosts: Object.entries(config.hosts).map(([name, address]) => `${name}:${address}`),
      Dns: config.dns,
      Memory: parseSize(config.memory),
      ...(config.cpus === undefined ? {} : { NanoCpus: Math.round(config.cpus * 1e9) }),
      PortBindings: portBindings(ports),
      RestartPolicy: { Name: 'no' },
    },
  };
}

/**
 * Which control groups the guest sees. Its own wherever the kernel can: in the host's tree it could write to those of
 * others, and to `release_agent`, which the host runs. `as-is`: nothing to arrange.
 */
function cgroupTree({ config, engine }: ContainerParts): 'own' | 'host' | 'as-is' {
  if (!config.systemd) return engine.hasCgroupNamespaces ? 'own' : 'as-is';
  if (engine.cgroupVersion === 2) return 'own';
  if (config.volumes.some((one) => one.includes(':/sys/fs/cgroup'))) return 'as-is';
  return engine.hasCgroupNamespaces ? 'own' : 'host';
}

function entrypoint({ systemd, init }: DockerConfig, tree: 'own' | 'host' | 'as-is'): readonly string[] {
  const given = typeof init === 'string' ? [init] : init;
  if (!systemd) return given ?? ['/bin/sh', '-c', WAIT_FOREVER];
  const words = given ?? ['/sbin/init'];
  return tree === 'own' ? ['/bin/sh', '-c', OPEN_CGROUP_THEN_INIT, 'sh', ...words] : words;
}

function splitTmpfs(entry: string): [string, string] {
  const colon = entry.indexOf(':');
  // Docker's default is noexec, which breaks programs that run what they unpack in /tmp.
  return colon < 0
    ? [entry, `exec,mode=${entry === '/tmp' ? '1777' : '755'}`]
    : [entry.slice(0, colon), entry.slice(colon + 1)];
}

interface PortUse {
  readonly guest: string;
  readonly hostIp: string;
  readonly hostPort: string;
}

/** `[address:][host port:]guest port[/protocol]` */
function parsePort(text: string): PortUse {
  const [ends = '', protocol = 'tcp'] = text.split('/');
  const parts = ends.split(':');
  const guest = `${parts.pop() ?? ''}/${protocol}`;
  const hostPort = parts.pop() ?? '';
  return { guest, hostPort, hostIp: parts.join(':').replace(/^\[|\]$/g, '') };
}

function portBindings(ports: readonly PortUse[]): Record<string, { HostIp: string; HostPort: string }[]> {
  const grouped = Map.groupBy(ports, (port) => port.guest);
  return Object.fromEntries(
    [...grouped].map(([guest, uses]) => [
      guest,
      uses.map(({ hostIp, hostPort }) => ({ HostIp: hostIp, HostPort: hostPort })),
    ]),
  );
}
