import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { awaitProcess } from '../process/await-process.ts';
import { collectOutput } from '../text/collect-output.ts';
import { readText } from '../files/read-regular.ts';
import { MOST_BYTES } from '../files/size-limits.ts';
import { parseJson } from '../json/parse-json.ts';

/** What the engine sends to a registry for us. */
export interface RegistryCredentials {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly serveraddress: string;
}

const DOCKER_HUB = 'https://index.docker.io/v1/';

const clientConfig = z.object({
  auths: z
    .record(z.string(), z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }).nullish())
    .nullish(),
  credsStore: z.string().nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
});

/** Docker's client configuration, as far as credentials go. */
export type ClientConfig = z.infer<typeof clientConfig>;

/** The folder that Docker's own client keeps its files in. */
export function dockerConfigDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['DOCKER_CONFIG'] || join(environment['HOME'] ?? '/', '.docker');
}

/** The registry of an image reference: its first part when that looks like a host, else Docker Hub. */
export function registryOf(reference: string): string {
  const [first, ...rest] = reference.split('/');
  const isHost = rest.length > 0 && first !== undefined && (/[.:]/.test(first) || first === 'localhost');
  return isHost && first !== 'docker.io' && first !== 'index.docker.io' ? first : DOCKER_HUB;
}

/** Where the credentials of a registry are to be had; `none` for an anonymous pull. Pure. */
export function findCredentials(
  config: ClientConfig,
  registry: string,
):
  | { readonly from: 'helper'; readonly name: string }
  | { readonly from: 'file'; readonly credentials: RegistryCredentials }
  | { readonly from: 'none' } {
  const helper = config.credHelpers?.[registry] ?? config.credsStore;
  // The name becomes part of a program's name.
  if (helper && /^[\w.-]+$/.test(helper)) return { from: 'helper', name: helper };
  const names = [
    registry,
    `https://${registry}`,
    `http://${registry}`,
    `https://${registry}/v1/`,
    `https://${registry}/v2/`,
  ];
  const entry = names.map((name) => config.auths?.[name]).find((one) => one !== undefined && one !== null);
  if (entry?.identitytoken) {
    return { from: 'file', credentials: { identitytoken: entry.identitytoken, serveraddress: registry } };
  }
  const pair = Buffer.from(entry?.auth ?? '', 'base64')
    .toString()
    .replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  if (colon < 1) return { from: 'none' };
  const credentials = { username: pair.slice(0, colon), password: pair.slice(colon + 1), serveraddress: registry };
  return { from: 'file', credentials };
}

/**
 * Credentials for pulling `reference`, from Docker's client configuration and its helpers; undefined, not an error,
 * when there are none.
 */
export async function registryCredentials(
  reference: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const file = join(dockerConfigDirectory(environment), 'config.json');
  const content = await readText(file, MOST_BYTES.settings).catch(() => '{}');
  const config = clientConfig.safeParse(parseJson(content));
  if (!config.success) return undefined;
  const registry = registryOf(reference);
  const found = findCredentials(config.data, registry);
  if (found.from === 'none') return undefined;
  return found.from === 'file' ? found.credentials : await askHelper(found.name, { registry, environment, signal });
}

interface HelperQuestion {
  readonly registry: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Protocol: the registry on standard input, JSON on standard output. */
async function askHelper(
  name: string,
  { registry, environment, signal }: HelperQuestion,
): Promise<RegistryCredentials | undefined> {
  // Starts any program: the helper that the user's own configuration of Docker names.
  const child = spawn(`docker-credential-${name}`, ['get'], {
    env: environment,
    signal,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const output = collectOutput({});
  child.stdout.on('data', output.stdout);
  child.stdin.on('error', () => undefined);
  child.stdin.end(registry);
  // One that cannot be started knows nothing.
  await awaitProcess(child).catch(() => undefined);
  const answer = helperAnswer.safeParse(parseJson(output.end().stdout));
  signal.throwIfAborted();
  // Helpers say on standard output, as plain text, that they know nothing of this registry.
  if (!answer.success) return undefined;
  const { Username: username, Secret: secret } = answer.data;
  return username === '<token>'
    ? { identitytoken: secret, serveraddress: registry }
    : { username, password: secret, serveraddress: registry };
}

const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });
