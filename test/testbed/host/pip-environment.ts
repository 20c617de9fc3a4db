import { existsSync } from 'node:fs';

/** Where a container finds the host's certificates when it needs them. */
export const certificatesInContainer = '/run/host-ca.pem';

/** What a container needs, beyond its own image, to install with pip from where this machine does. */
export interface PipAccess {
  /** A bundle on the host to mount read-only at `/run/host-ca.pem`; undefined where the host names none. */
  readonly certificates: string | undefined;
  readonly pipEnvironment: Readonly<Record<string, string>>;
}

const certificateVariables = ['PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];
const passedOn = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST', 'PIP_DEFAULT_TIMEOUT', 'PIP_RETRIES'];

/** Reads the host's environment for the certificate bundle and the index that pip uses here. */
export function findPipAccess(environment: NodeJS.ProcessEnv): PipAccess {
  const named = certificateVariables.map((name) => environment[name]);
  const certificates = named.find((path) => path !== undefined && path !== '' && existsSync(path));
  const pipEnvironment: Record<string, string> = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_ROOT_USER_ACTION: 'ignore' };
  for (const name of passedOn) {
    const value = environment[name];
    if (value) pipEnvironment[name] = value;
  }
  if (certificates !== undefined) {
    for (const name of certificateVariables) pipEnvironment[name] = certificatesInContainer;
  }
  return { certificates, pipEnvironment };
}
