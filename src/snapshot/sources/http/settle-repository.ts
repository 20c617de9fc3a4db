import { pathToFileURL } from 'node:url';
import { parseLocation } from '../../../base/fetch/parse-location.ts';
import type { TlsFiles } from '../../../base/web/read-tls.ts';
import { SalternError } from '../../../contract/errors.ts';
import type { HttpConfig } from './config.ts';

/** One repository, as it is to be reached. */
export interface HttpRepository {
  readonly name: string;
  /** Folders, each with a slash at its end; empty where a list names them. */
  readonly urls: readonly URL[];
  readonly list: { readonly kind: 'mirrorlist' | 'metalink'; readonly url: URL } | undefined;
  readonly keys: readonly URL[];
  /** Relative to its top. */
  readonly files: readonly string[];
  /** `user:password` by origin. */
  readonly logins: ReadonlyMap<string, string>;
  /** Absolute paths. */
  readonly tls: TlsFiles;
}

/** What the configuration says of a member. Throws `SNAPSHOT_SOURCE` for one that it does not name, or without its login. */
export function settleRepository(
  config: HttpConfig,
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): HttpRepository {
  const written = Object.hasOwn(config.repositories, name) ? config.repositories[name] : undefined;
  if (written === undefined) throw unknown(name, Object.keys(config.repositories));
  const own = typeof written === 'string' ? { url: written } : written;
  const urls = [own.url ?? []].flat().map((text) => toFolder(toUrl(text)));
  const list = listOf(own);
  const keys = (own.keys ?? []).map(toUrl);
  // A key may lie with somebody else, who has no business with the login.
  const named = [...urls, ...(list === undefined ? [] : [list.url])];
  const variable = own['login-env'] ?? config['login-env'];
  const login = variable === undefined ? undefined : readLogin(variable, environment);
  return {
    name,
    urls,
    list,
    keys,
    files: own.files ?? [],
    logins: new Map(login === undefined ? [] : named.map(({ origin }) => [origin, login])),
    tls: {
      ca: own.ca ?? config.ca,
      cert: own['client-cert'] ?? config['client-cert'],
      key: own['client-key'] ?? config['client-key'],
    },
  };
}

type Written = Exclude<HttpConfig['repositories'][string], string>;

function listOf({ mirrorlist, metalink }: Written): HttpRepository['list'] {
  if (metalink !== undefined) return { kind: 'metalink', url: toUrl(metalink) };
  return mirrorlist === undefined ? undefined : { kind: 'mirrorlist', url: toUrl(mirrorlist) };
}

/** The schema has let through only what is a location. */
function toUrl(text: string): URL {
  const location = parseLocation(text);
  return location?.kind === 'http' ? location.url : pathToFileURL(location?.path ?? text);
}

/** The query stays, for it may hold a token. */
function toFolder(url: URL): URL {
  const folder = new URL(url);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}

function readLogin(variable: string, environment: Readonly<Record<string, string | undefined>>): string {
  const login = environment[variable]?.trim() ?? '';
  if (login.includes(':')) return login;
  const what = login === '' ? 'is not set' : 'is no login: it holds no colon';
  throw new SalternError('SNAPSHOT_SOURCE', `The variable '${variable}', which 'login-env' names, ${what}`, {
    hint: 'Set it to user:password.',
  });
}

function unknown(name: string, known: readonly string[]): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', `'snapshots: source: http: repositories' names no '${name}'`, {
    hint: known.length === 0 ? 'It names none at all.' : `It names ${known.join(', ')}.`,
  });
}
