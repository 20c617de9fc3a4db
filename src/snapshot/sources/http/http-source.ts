import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LIMIT_UNITS, parseDuration } from '../../../base/time/parse-duration.ts';
import { showUrl } from '../../../base/web/describe-trouble.ts';
import { SalternError } from '../../../contract/errors.ts';
import { REPOMD, type Source, type SourcePlace, WrongFile } from '../../../contract/source.ts';
import { sourceTrouble } from '../../../contract/source-trouble.ts';
import type { HttpConfig } from './config.ts';
import { openHttpMember } from './open-http-member.ts';
import { type FoundRepository, type HttpPatience, openRepository } from './open-repository.ts';
import { type HttpRepository, settleRepository } from './settle-repository.ts';

/** For tests, which have less patience. */
export interface HttpTimes {
  /** Milliseconds over which a server has to keep up its rate. Default: as configured. */
  readonly windowMs?: number;
  /** Milliseconds before mirrors that had trouble are tried again. Default 1000. */
  readonly pauseMs?: number;
}

const DEFAULT_WINDOW_MS = 30_000;
const AT_ONCE = 8;

/** Repositories by their addresses, `http`, `https` or `file`. */
export function httpSource(config: HttpConfig, place: SourcePlace, times: HttpTimes = {}): Source {
  const { environment = {} } = place;
  const windowMs = times.windowMs ?? parseDuration(config.timeout ?? '', LIMIT_UNITS) ?? DEFAULT_WINDOW_MS;
  const patience: HttpPatience = { windowMs, pauseMs: times.pauseMs ?? 1000, environment };
  const before = new Map<string, FoundRepository>();
  const find = async (name: string, signal: AbortSignal): Promise<FoundRepository> => {
    const repository = settleRepository(config, name, environment);
    try {
      const found = await openRepository(repository, { patience, before: before.get(name), signal });
      before.set(name, found);
      return found;
    } catch (error) {
      signal.throwIfAborted();
      throw explain(repository, error);
    }
  };
  return {
    name: 'http',
    title: describeHosts(config, environment),
    members: async () => listMembers(config),
    async metadataDigest(name, { signal }) {
      const { repomd } = await find(name, signal);
      return `sha256:${createHash('sha256').update(repomd).digest('hex')}`;
    },
    async open(name, { pool, notes }, { signal }) {
      const repository = settleRepository(config, name, environment);
      const found = await find(name, signal);
      return openHttpMember({
        repository,
        found,
        pool,
        notes: join(notes, name),
        tries: { signal, pauseMs: patience.pauseMs },
        windowMs,
        atOnce: config['at-once'] ?? AT_ONCE,
      });
    },
  };
}

function listMembers({ repositories }: HttpConfig): readonly string[] {
  const names = Object.keys(repositories).sort();
  if (names.length > 0) return names;
  throw new SalternError('SNAPSHOT_SOURCE', `'${NOWHERE}' names no repository`, {
    hint: 'Name one: base9: https://mirror.example/9/BaseOS/x86_64/os/',
  });
}

const NOWHERE = 'snapshots: source: http: repositories';

/** The hosts, for sentences. */
function describeHosts(config: HttpConfig, environment: HttpPatience['environment']): string {
  const hosts = Object.keys(config.repositories).flatMap((name) => {
    const { urls, list } = settleRepository({ ...config, 'login-env': undefined }, name, environment);
    return [...urls, ...(list === undefined ? [] : [list.url])].map((url) => url.host || url.pathname);
  });
  return hosts.length === 0 ? NOWHERE : [...new Set(hosts)].join(', ');
}

function explain({ name, urls, list }: HttpRepository, error: unknown): unknown {
  if (!(error instanceof WrongFile)) return sourceTrouble(error);
  const [url = list?.url] = urls;
  const where = url === undefined ? name : showUrl(url);
  return new SalternError(
    'SNAPSHOT_SOURCE',
    `'${where}' is not a repository: '${REPOMD}' of '${name}' ${error.message}`,
    {
      hint: "Check the address: 'repodata/' is right below it.",
      cause: error,
    },
  );
}
