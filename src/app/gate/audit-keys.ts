import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { canonicalText } from '../../base/json/canonical-text.ts';
import type { AuditSettings } from '../../config/project.ts';
import type { AuditHead } from '../../contract/audit.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Services } from '../services.ts';

/** Gives a head with its signature. */
export type SignHead = (head: AuditHead) => AuditHead;

/** Signs heads by the key of the environment; undefined where the project names none, or it is not set. Throws `USAGE` for no key. */
export function openSigner(
  { environment }: Pick<Services, 'environment'>,
  { keyEnv }: Pick<AuditSettings, 'keyEnv'>,
): SignHead | undefined {
  const pem = keyEnv === undefined ? undefined : environment[keyEnv];
  if (keyEnv === undefined || pem === undefined || pem === '') return undefined;
  const key = readKey(`the variable '${keyEnv}'`, () => createPrivateKey(pem));
  return (head) => ({ ...head, signature: sign(null, textOf(head), key).toString('base64') });
}

/** The key by which signatures are checked; undefined: nobody names one here. Throws `USAGE` for no key. */
export async function findAuditKey(
  { environment }: Pick<Services, 'environment'>,
  { keyEnv, publicKey }: AuditSettings,
): Promise<KeyObject | undefined> {
  if (publicKey !== undefined) {
    const pem = await readText(publicKey, MOST_BYTES.settings);
    return readKey(`'${publicKey}'`, () => createPublicKey(pem));
  }
  const pem = keyEnv === undefined ? undefined : environment[keyEnv];
  return pem === undefined || pem === '' ? undefined : readKey(`the variable '${keyEnv}'`, () => createPublicKey(pem));
}

/** Whether a head was signed by that key. */
export function isSigned(head: AuditHead, key: KeyObject): boolean {
  return head.signature !== undefined && verify(null, textOf(head), key, Buffer.from(head.signature, 'base64'));
}

function textOf({ version, lines, bytes, digest, at }: AuditHead): Buffer {
  return Buffer.from(canonicalText({ version, lines, bytes, digest, at }));
}

function readKey(where: string, read: () => KeyObject): KeyObject {
  let cause: unknown;
  try {
    const key = read();
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    cause = error;
  }
  throw new SalternError('USAGE', `In ${where} is no key of the kind ed25519`, {
    hint: 'Make one with `openssl genpkey -algorithm ed25519 -out audit.key`, and `openssl pkey -in audit.key -pubout`.',
    cause,
  });
}
