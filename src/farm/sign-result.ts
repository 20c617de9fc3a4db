import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalText } from '../base/json/canonical-text.ts';
import type { InstanceResult } from '../contract/result.ts';

/** A result with the job that it is of: what was signed for one job says nothing of another. */
export interface ResultOfJob {
  /** Id of the job. */
  readonly job: string;
  readonly result: InstanceResult;
}

/** The signature of a result, base64. `privateKey`: an ed25519 key as PEM. Throws `TypeError` where it is none. */
export function signResult(signed: ResultOfJob, privateKey: string): string {
  const key = asEd25519(createPrivateKey(privateKey));
  return sign(null, toBytes(signed), key).toString('base64');
}

/**
 * Whether one of the keys has signed this result of this job. `publicKeys`: ed25519 keys as PEM. A signature that is none is
 * no error: it holds for nothing. Throws `TypeError` where a key is none.
 */
export function verifyResult(
  signed: ResultOfJob & { readonly signature: string },
  publicKeys: readonly string[],
): boolean {
  const keys = publicKeys.map((key) => asEd25519(createPublicKey(key)));
  const signature = Buffer.from(signed.signature, 'base64');
  return keys.some((key) => verify(null, toBytes(signed), key, signature));
}

/** The same data gives the same bytes, whatever way it has gone: what is undefined does not travel. */
function toBytes({ job, result }: ResultOfJob): Buffer {
  const travelled = JSON.parse(JSON.stringify(result));
  return Buffer.from(canonicalText({ job, result: travelled }));
}

function asEd25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new TypeError(`a key is of the kind '${key.asymmetricKeyType ?? key.type}', and not ed25519`);
}
