import { relative } from 'node:path';
import type { Ed25519Key } from '../../base/sign/keys.ts';
import { pathExists } from '../../base/files/path-exists.ts';
import type { Project } from '../../config/project.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import type { NamedKey } from '../../signing/weigh-signatures.ts';
import { trustedKeys } from '../gate/find-signers.ts';
import type { Services } from '../services.ts';
import { readSigningKey } from './read-signing-key.ts';

/**
 * Who may sign results, as the project's policy says; undefined: it does not say, or there is none. Throws
 * `POLICY_INVALID`, `CONFIG_NOT_FOUND`.
 */
export async function findTrustedKeys(
  { cwd }: Pick<Services, 'cwd'>,
  { gateFile }: Pick<Project, 'gateFile'>,
): Promise<readonly NamedKey[] | undefined> {
  if (!(await pathExists(gateFile))) return undefined;
  const { keys } = await loadPolicy(gateFile, cwd);
  return keys && trustedKeys(keys);
}

/**
 * The key that results of this machine are signed with, see `readSigningKey`; a line is told where the policy will not
 * count them. A policy that cannot be read is for the gate to tell.
 */
export async function openSigner(
  services: Services,
  project: Pick<Project, 'gateFile' | 'signing'>,
): Promise<Ed25519Key | undefined> {
  const key = await readSigningKey(services, project.signing);
  const trusted = await findTrustedKeys(services, project).catch(() => undefined);
  if (trusted === undefined || trusted.some(({ id }) => id === key?.id)) return key;
  const policy = relative(services.cwd, project.gateFile);
  const { keyEnv } = project.signing;
  services.tell(
    key === undefined
      ? `results are not signed, for '${keyEnv}' is not set: '${policy}' will not count them`
      : `the key in '${keyEnv}' is none that '${policy}' trusts: it will not count these results`,
  );
  return key;
}
