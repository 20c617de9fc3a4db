import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import type { DriverNeeds, Finding } from '../../src/contract/driver.ts';
import type { HostContext } from '../../src/contract/context.ts';
import { findWithin } from '../../src/contract/find-within.ts';
import { formatGib } from '../../src/base/text/format-bytes.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { Engine, EngineInfo } from './engine.ts';
import type { Endpoint } from './resolve-endpoint.ts';
import type { DockerConfig } from './config.ts';
import { findImages } from './find-images.ts';
import { judgeCachePath } from './same-paths.ts';
import { judgeInotify, judgeWatches, measureInotify } from './inotify.ts';

const GIB = 1024 ** 3;
const LOW_DISK = 5 * GIB;
const NO_DISK = 1 * GIB;
const OLDEST = '20.10';
const LIMIT_MS = 5000;
/** Of the engine's clock and ours, in milliseconds; certificates and caches mind a difference of minutes. */
const MOST_SKEW_MS = 60_000;

/** What `saltern doctor` looks at. Trouble is a finding, nothing is thrown. */
export async function doctor(
  open: () => Promise<Engine>,
  context: HostContext,
  needs: DriverNeeds<DockerConfig> = { platforms: [], instances: 0 },
): Promise<readonly Finding[]> {
  const { signal } = context;
  try {
    const engine = await open();
    const asked = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    await engine.ask('answer', (docker) => docker.ping(), asked);
    const info = await engine.ask('describe itself', () => engine.info(), asked);
    const look = (title: string, remedy: string) => ({ title, remedy, signal, limitMs: LIMIT_MS });
    const parts = await Promise.all([
      findWithin(look('Clock', 'Look whether the engine answers in time.'), (within) =>
        askClock(engine, context, within),
      ),
      findWithin(look('inotify instances', 'Look at /proc.'), () => askInotify(engine, needs)),
      findWithin(look('Disk space for images', 'Look at the disk of the engine.'), () => judgeDisk(engine, info)),
      findImages(engine, needs, context),
      findWithin(look('Saltern in a container', 'Look at the engine.'), async () =>
        judgeCachePath(context.cacheDirectory, await engine.ownMounts()),
      ),
    ]);
    const facts = [judgeVersion(info, engine.endpoint), judgeSystemd(info), judgeSnapshots(info, engine.endpoint)];
    return [...facts, ...parts.flat()];
  } catch (error) {
    signal.throwIfAborted();
    return [unreachable(error)];
  }
}

async function askClock(engine: Engine, { now }: HostContext, signal: AbortSignal): Promise<readonly Finding[]> {
  const answer: unknown = await engine.ask('say the time', (docker) => docker.info(), signal);
  const time = Date.parse(z.object({ SystemTime: z.string() }).safeParse(answer).data?.SystemTime ?? '');
  return Number.isNaN(time) ? [] : [judgeClock(time - now())];
}

/** `aheadMs`: how much later it is on the engine's machine. */
export function judgeClock(aheadMs: number): Finding {
  const title = 'Clock';
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) < MOST_SKEW_MS)
    return { title, outcome: 'pass', message: "the engine's is ours", remedy: undefined };
  return {
    title,
    outcome: 'warn',
    message: `the engine's is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ours`,
    remedy: 'Set both by NTP: certificates and caches in guests go by the clock.',
  };
}

async function askInotify({ endpoint }: Engine, needs: DriverNeeds<DockerConfig>): Promise<readonly Finding[]> {
  const use = endpoint.kind === 'socket' ? await measureInotify() : undefined;
  if (use === undefined) return [];
  const withSystemd = needs.platforms.some(({ config }) => config.systemd) ? needs.instances : 0;
  return [judgeInotify(use, withSystemd), ...judgeWatches(use)];
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
  { name, by }: Pick<Endpoint, 'name' | 'by'>,
): Finding {
  const title = 'Docker engine';
  const message = `${version} (${architecture}) answers on '${name}'${by === undefined ? '' : `, which ${by} names`}`;
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
