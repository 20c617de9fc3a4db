import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type Docker from 'dockerode';
import { z } from 'zod';
import { readTextNow } from '../../src/base/files/read-now.ts';
import { MOST_BYTES } from '../../src/base/files/size-limits.ts';
import { firstLine } from '../../src/base/text/first-line.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { afterGrace } from '../../src/base/wait/after-grace.ts';
import { withinSignal } from '../../src/base/wait/within-signal.ts';
import { explainEngineError } from './explain-engine-error.ts';
import { findOwnMounts, type OwnMount } from './own-mounts.ts';
import { resolveEndpoint, type Endpoint } from './resolve-endpoint.ts';
import { sshAgent } from './ssh-agent.ts';

/** A Docker engine, ready to be asked. */
export interface Engine {
  readonly endpoint: Endpoint;
  /**
   * Makes one call. What it throws becomes a SalternError whose sentence holds `doing` ("start the container 'x'"), or
   * the signal's reason when that is aborted. The client's own error stays the cause: see `statusOf`.
   */
  ask<T>(doing: string, call: (docker: Docker) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Like `ask`, for a call that makes something: even when it is aborted, its answer is awaited for some seconds, or
   * nobody would know what was made. The caller looks at the signal afterwards.
   */
  make<T>(doing: string, call: (docker: Docker) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Facts that do not change while we run; asked for once. */
  info(): Promise<EngineInfo>;
  /** What is mounted in the container that this process runs in; undefined where it runs in none of this engine. Asked once. */
  ownMounts(): Promise<readonly OwnMount[] | undefined>;
}

export interface EngineInfo {
  readonly version: string;
  readonly cgroupVersion: 1 | 2;
  readonly cgroupDriver: string;
  /** Whether a container can have a view of its own on the control groups: since Linux 4.6. */
  readonly hasCgroupNamespaces: boolean;
  readonly memoryBytes: number;
  readonly rootDirectory: string;
  readonly isRootless: boolean;
  /** Whether it can mount overlays: as root always, without since Linux 5.11. */
  readonly canOverlay: boolean;
  readonly architecture: string;
}

/**
 * How long the answer to an aborted call that makes something is awaited; an engine that answers at all does so sooner.
 */
const ANSWER_GRACE_MS = 10_000;

/** Opens the engine that the environment names. Nothing is sent yet. */
export async function openEngine(environment: DriverContext['environment']): Promise<Engine> {
  const endpoint = resolveEndpoint({ environment, read: readText });
  // dockerode takes over 0.1 s to load, which `list` and `--help` need not wait for.
  const { default: Client } = await import('dockerode').catch((cause: Error) => {
    const reason = firstLine(cause.message);
    throw new SalternError('DRIVER_UNKNOWN', `The driver 'docker' could not be loaded: ${reason}`, {
      hint: 'Reinstall saltern with all its dependencies (`npm ci`).',
      cause,
    });
  });
  const docker = new Client(clientOptions(endpoint));
  const ask: Engine['ask'] = async (doing, call, signal) => {
    signal?.throwIfAborted();
    try {
      return await (signal ? withinSignal(call(docker), signal) : call(docker));
    } catch (error) {
      signal?.throwIfAborted();
      throw explainEngineError(error, endpoint, doing);
    }
  };
  let info: Promise<EngineInfo> | undefined;
  let ownMounts: ReturnType<typeof findOwnMounts> | undefined;
  return {
    endpoint,
    ask,
    make: (doing, call, signal) => ask(doing, call, afterGrace(signal, ANSWER_GRACE_MS)),
    info() {
      info ??= ask('describe itself', async (client) => toInfo(await client.info()));
      info.catch(() => (info = undefined));
      return info;
    },
    ownMounts() {
      ownMounts ??= findOwnMounts(ask);
      ownMounts.catch(() => (ownMounts = undefined));
      return ownMounts;
    },
  };
}

/** Every field is given, so that docker-modem takes nothing from the process environment. */
function clientOptions(endpoint: Endpoint): Docker.DockerOptions & { agent: Agent } {
  const none = {
    socketPath: undefined,
    host: undefined,
    port: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  };
  const plain = { ...none, protocol: 'http', timeout: undefined, pathPrefix: '/', sshOptions: {} } as const;
  const keepAlive = { keepAlive: true } as const;
  switch (endpoint.kind) {
    case 'socket':
      return { ...plain, socketPath: endpoint.path, agent: new Agent(keepAlive) };
    case 'ssh':
      return { ...plain, host: 'docker', port: 80, agent: sshAgent(endpoint) };
    case 'tcp': {
      const { host, port, tls } = endpoint;
      const address = host.includes(':') ? `[${host}]` : host;
      if (!tls) return { ...plain, host: address, port, agent: new Agent(keepAlive) };
      const [ca, cert, key] = [tls.ca, tls.cert, tls.key].map((path) =>
        path ? readTextNow(path, MOST_BYTES.settings) : undefined,
      );
      const agent = new TlsAgent({ ...keepAlive, ca, cert, key, rejectUnauthorized: tls.verify });
      return { ...plain, protocol: 'https', host: address, port, agent };
    }
    default:
      return endpoint satisfies never;
  }
}

function readText(path: string): string | undefined {
  try {
    return readTextNow(path, MOST_BYTES.settings);
  } catch {
    return undefined;
  }
}

function toInfo(answer: unknown): EngineInfo {
  const facts = engineFacts.parse(answer);
  const isRootless = facts.SecurityOptions.some((option) => option.includes('rootless'));
  return {
    version: facts.ServerVersion,
    // Engines before 20.10 do not say, and know only version 1.
    cgroupVersion: facts.CgroupVersion === '2' ? 2 : 1,
    cgroupDriver: facts.CgroupDriver,
    hasCgroupNamespaces: isSince(facts.KernelVersion, [4, 6]) && isSince(facts.ServerVersion, [20, 10]),
    memoryBytes: facts.MemTotal,
    rootDirectory: facts.DockerRootDir,
    isRootless,
    canOverlay: !isRootless || isSince(facts.KernelVersion, [5, 11]),
    architecture: facts.Architecture,
  };
}

function isSince(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return first > major || (first === major && second >= minor);
}

const engineFacts = z.object({
  ServerVersion: z.string().default('unknown'),
  CgroupVersion: z.string().default('1'),
  CgroupDriver: z.string().default(''),
  KernelVersion: z.string().default(''),
  MemTotal: z.number().default(0),
  DockerRootDir: z.string().default(''),
  SecurityOptions: z
    .array(z.string())
    .nullish()
    .transform((list) => list ?? []),
  Architecture: z.string().default(''),
});
