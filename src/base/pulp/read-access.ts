import { BaseError } from '../error/base-error.ts';
import { basic } from '../fetch/basic-login.ts';
import { LIMIT_UNITS, parseDuration } from '../time/parse-duration.ts';
import { readTls } from '../web/read-tls.ts';
import type { PulpKeys } from './pulp-keys.ts';

/** How a Pulp is talked to. */
export interface PulpAccess {
  /** Of its API, with a slash at its end. */
  readonly api: URL;
  /** For sentences: the URL as it was written. */
  readonly title: string;
  /** `user:password`; undefined: none is sent. */
  readonly login: string | undefined;
  /** PEM texts. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds without a byte after which it is given up. */
  readonly silenceMs: number;
  /** Milliseconds that a task may take. */
  readonly taskLimitMs: number;
  /** Its proxies are used. */
  readonly environment: Environment;
}

type Environment = Readonly<Record<string, string | undefined>>;

const TIMEOUT = '60s';
const TASK_LIMIT = '10m';

/** Reads credentials and certificates. Throws BaseError where a variable is not set, UnreadableError of a file. */
export async function readAccess(keys: PulpKeys, environment: Environment): Promise<PulpAccess> {
  const { header, ca, 'client-cert': cert, 'client-key': key } = keys;
  return {
    api: apiOf(keys.url),
    title: keys.url,
    login: readLogin(keys, environment),
    tls: await readTls({ ca, cert, key }),
    headers: header === undefined ? {} : { [header.name]: toBase64(readVariable(header['value-env'], environment)) },
    silenceMs: parseDuration(keys.timeout ?? TIMEOUT, LIMIT_UNITS) ?? 0,
    taskLimitMs: parseDuration(keys['task-limit'] ?? TASK_LIMIT, LIMIT_UNITS) ?? 0,
    environment,
  };
}

/**
 * Header, and user and password where they are wanted, for the server of the API and the one that it names for content;
 * nothing where the API is asked by https and the other by http. Pure.
 */
export function credentialsFor(
  { protocol }: URL,
  { api, login, headers }: Pick<PulpAccess, 'api' | 'login' | 'headers'>,
  wantsLogin = true,
): Readonly<Record<string, string>> {
  const isSafe = protocol === 'https:' || api.protocol === 'http:';
  return isSafe ? { ...basic(wantsLogin ? login : undefined), ...headers } : {};
}

function apiOf(text: string): URL {
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/pulp/api/v3/';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function readLogin(keys: PulpKeys, environment: Environment): string | undefined {
  const { 'user-env': user, 'password-env': password } = keys;
  if (user === undefined && password === undefined) return undefined;
  if (user !== undefined && password !== undefined)
    return `${readVariable(user, environment)}:${readVariable(password, environment)}`;
  throw new BaseError('transfer', `Of '${keys.url}' only one of 'user-env' and 'password-env' is named`, {
    hint: 'Name both, or none.',
  });
}

function readVariable(name: string, environment: Environment): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new BaseError('transfer', `The environment has no '${name}', which holds credentials of Pulp`, {
    hint: `Set ${name}.`,
  });
}

/** As Pulp's header guards want it. */
function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
