import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseJson } from '../../src/base/json/parse-json.ts';
import { dockerConfigDirectory } from '../../src/base/registry/registry-credentials.ts';
import { SalternError } from '../../src/contract/errors.ts';

/** Paths of certificate files; the engine's certificate is checked unless `verify` is false. */
export interface EndpointTls {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly verify: boolean;
}

/** Where the engine answers, and how `docker` on the command line reaches the same one (`cliOptions`). */
export type Endpoint = {
  readonly name: string;
  readonly cliOptions: readonly string[];
  /** Who names it: `DOCKER_HOST`, `the context 'x'`. Default: nobody, it is where Docker is looked for. */
  readonly by?: string;
} & (
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: EndpointTls | undefined }
  /** Through `ssh`, and `docker system dial-stdio` on the other machine. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port: number | undefined }
);

export interface EndpointInput {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of a file, `undefined` when it cannot be read. */
  readonly read: (path: string) => string | undefined;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * The engine that the `docker` command would talk to: DOCKER_HOST, else DOCKER_CONTEXT, else the current context of
 * its configuration, else the default socket. Throws ENGINE_MISSING when what is named there does not exist or is no
 * address. The order is that of `resolveContextName` in docker/cli.
 */
export function resolveEndpoint({ environment, read }: EndpointInput): Endpoint {
  const host = environment['DOCKER_HOST'];
  if (host)
    return { ...parseHost(host, environmentTls(environment), ['--host', host]), by: 'DOCKER_HOST in the environment' };
  const directory = dockerConfigDirectory(environment);
  const context = environment['DOCKER_CONTEXT'] || currentContext(read(join(directory, 'config.json')));
  if (context && context !== 'default') {
    const by = environment['DOCKER_CONTEXT']
      ? 'DOCKER_CONTEXT in the environment'
      : `the context '${context}' of '${directory}'`;
    return { ...readContext(context, directory, read), by };
  }
  return { kind: 'socket', path: DEFAULT_SOCKET, name: DEFAULT_SOCKET, cliOptions: [] };
}

function parseHost(host: string, tls: EndpointTls | undefined, cliOptions: readonly string[]): Endpoint {
  if (host.startsWith('unix://') || host.startsWith('npipe://')) {
    const path = host.slice(host.indexOf('://') + 3) || DEFAULT_SOCKET;
    return { kind: 'socket', path, name: path, cliOptions };
  }
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (!url?.hostname) throw unusable(host);
  switch (url.protocol) {
    case 'tcp:':
    case 'http:':
    case 'https:': {
      // The command line needs the same certificates as we do.
      const tlsOptions = tls ? tlsFlags(tls) : [];
      const port = url.port === '' ? (tls ? 2376 : 2375) : Number(url.port);
      const options = cliOptions[0] === '--host' ? [...cliOptions, ...tlsOptions] : cliOptions;
      return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls, name: host, cliOptions: options };
    }
    case 'ssh:': {
      const destination = url.username === '' ? url.hostname : `${decodeURIComponent(url.username)}@${url.hostname}`;
      // ssh would take it for an option.
      if (destination.startsWith('-')) throw unusable(host);
      return { kind: 'ssh', destination, port: url.port === '' ? undefined : Number(url.port), name: host, cliOptions };
    }
    default:
      throw unusable(host);
  }
}

function unusable(host: string): SalternError {
  return new SalternError('ENGINE_MISSING', `'${host}' is not an address of a Docker engine`, {
    hint: 'Use unix:///path, tcp://host:port or ssh://user@host in DOCKER_HOST or in the context.',
  });
}

function environmentTls(environment: EndpointInput['environment']): EndpointTls | undefined {
  const verify = Boolean(environment['DOCKER_TLS_VERIFY']);
  if (!verify && !environment['DOCKER_TLS']) return undefined;
  const directory = environment['DOCKER_CERT_PATH'] || dockerConfigDirectory(environment);
  const file = (name: string): string => join(directory, name);
  return { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem'), verify };
}

function tlsFlags({ ca, cert, key, verify }: EndpointTls): string[] {
  const files = [ca && ['--tlscacert', ca], cert && ['--tlscert', cert], key && ['--tlskey', key]];
  return [verify ? '--tlsverify' : '--tls', ...files.filter((pair) => pair !== undefined && pair !== '').flat()];
}

/** None when the file is damaged: Docker's own client ignores it here too. */
function currentContext(config: string | undefined): string | undefined {
  const name = field(parseJson(config ?? ''), 'currentContext');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function readContext(name: string, directory: string, read: EndpointInput['read']): Endpoint {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = parseJson(read(join(directory, 'contexts', 'meta', id, 'meta.json')) ?? '');
  const docker = field(field(meta, 'Endpoints'), 'docker');
  const host = field(docker, 'Host');
  if (typeof host !== 'string' || host === '') {
    throw new SalternError('ENGINE_MISSING', `The Docker context '${name}' was not found in '${directory}'`, {
      hint: 'See `docker context ls`, or set DOCKER_HOST.',
    });
  }
  const tlsFile = (file: string): string | undefined => {
    const path = join(directory, 'contexts', 'tls', id, 'docker', file);
    return read(path) === undefined ? undefined : path;
  };
  const tls = { ca: tlsFile('ca.pem'), cert: tlsFile('cert.pem'), key: tlsFile('key.pem') };
  const isTls = Object.values(tls).some((file) => file !== undefined) || host.startsWith('https:');
  const verify = field(docker, 'SkipTLSVerify') !== true;
  return parseHost(host, isTls ? { ...tls, verify } : undefined, ['--context', name]);
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
