import { statfs } from 'node:fs/promises';
import type { Finding } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { formatGib } from '../../src/base/text/format-bytes.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { Engine, EngineInfo } from './engine.ts';
import type { Endpoint } from './resolve-endpoint.ts';
import { judgeInotify, measureInotify } from './inotify.ts';

const GIB = 1024 ** 3;
const LOW_DISK = 5 * GIB;
const NO_DISK = 1 * GIB;
const OLDEST = '20.10';
const ANSWER_LIMIT_MS = 10_000;

/** What `saltern doctor` looks at. Trouble is a finding, nothing is thrown. */
export async function doctor(
  open: () => Promise<Engine>,
  context: Pick<DriverContext, 'signal'>,
): Promise<readonly Finding[]> {
  try {
    const engine = await open();
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    await engine.ask('answer', (docker) => docker.ping(), signal);
    const info = await engine.info();
    const inotify = engine.endpoint.kind === 'socket' ? await measureInotify() : undefined;
    return [
      judgeVersion(info, engine.endpoint.name),
      judgeSystemd(info),
      judgeSnapshots(info, engine.endpoint),
      ...(inotify === undefined ? [] : [judgeInotify(inotify)]),
      ...(await judgeDisk(engine, info)),
    ];
  } catch (error) {
    return [unreachable(error)];
  }
}

function unreachable(error: unknown): Finding {
  const title = 'Docker engine';
  if (error instanceof SalternError) {
    const message = [error.message, ...error.details].join('; ');
    return { title, outcome: 'fail', message, remedy: error.remedy ?? 'Start the engine, and look at its log.' };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    title,
    outcome: 'fail',
    message,
    remedy: 'Install and start Docker: https://docs.docker.com/engine/install/',
  };
}

/** Pure: exported for its test. */
export function judgeVersion(
  { version, architecture }: Pick<EngineInfo, 'version' | 'architecture'>,
  name: string,
): Finding {
  const title = 'Docker engine';
  const message = `${version} (${architecture}) answers on '${name}'`;
  const isOld = compareVersions(version, OLDEST) < 0;
  if (isOld)
    return { title, outcome: 'warn', message, remedy: `Versions before ${OLDEST} are not tested; use a newer one.` };
  return { title, outcome: 'pass', message, remedy: undefined };
}

/** Whether systemd can be PID 1 there, from what the engine says of its control groups. */
export function judgeSystemd(info: Pick<EngineInfo, 'cgroupVersion' | 'cgroupDriver' | 'isRootless'>): Finding {
  const title = 'systemd in containers';
  const message = `cgroup version ${info.cgroupVersion}, driver ${info.cgroupDriver || 'unknown'}${info.isRootless ? ', rootless' : ''}`;
  if (info.cgroupDriver === 'none' || (info.isRootless && info.cgroupVersion === 1)) {
    const remedy =
      'A rootless engine needs cgroup version 2 with delegation: boot with systemd.unified_cgroup_hierarchy=1.';
    return { title, outcome: 'fail', message, remedy };
  }
  if (info.cgroupVersion === 2) {
    return {
      title,
      outcome: 'pass',
      message: `${message}; systemd before 226 (CentOS 7) needs version 1`,
      remedy: undefined,
    };
  }
  return { title, outcome: 'pass', message, remedy: undefined };
}

/** Whether it can show guests the snapshots of this machine so that they cannot be written to. */
export function judgeSnapshots(
  { canOverlay }: Pick<EngineInfo, 'canOverlay'>,
  { kind, name }: Pick<Endpoint, 'kind' | 'name'>,
): Finding {
  const title = 'Snapshots in containers';
  const remedy =
    "Let a web server show the snapshot root to guests, and name it with 'snapshots: { url: … }'; or use an engine that runs as root on this machine.";
  if (kind !== 'socket') {
    return { title, outcome: 'warn', message: `the engine '${name}' may not see the folders of this machine`, remedy };
  }
  if (canOverlay) return { title, outcome: 'pass', message: 'as overlays that nobody can write to', remedy: undefined };
  return { title, outcome: 'warn', message: 'a rootless engine mounts overlays since Linux 5.11 only', remedy };
}

/** Only an engine on this machine lets us look at its disk. */
async function judgeDisk({ endpoint }: Engine, { rootDirectory }: EngineInfo): Promise<readonly Finding[]> {
  if (endpoint.kind !== 'socket') return [];
  const disk = await statfs(rootDirectory).catch(() => undefined);
  if (!disk) return [];
  const free = disk.bavail * disk.bsize;
  const message = `${formatGib(free)} free in '${rootDirectory}'`;
  const title = 'Disk space for images';
  if (free > LOW_DISK) return [{ title, outcome: 'pass', message, remedy: undefined }];
  const remedy = 'Free some with `docker system prune`; a prepared image takes half a GiB to one GiB.';
  return [{ title, outcome: free > NO_DISK ? 'warn' : 'fail', message, remedy }];
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  const index = [0, 1].find((at) => (left?.[at] ?? 0) !== (right?.[at] ?? 0));
  return index === undefined ? 0 : (left?.[index] ?? 0) - (right?.[index] ?? 0);
}
