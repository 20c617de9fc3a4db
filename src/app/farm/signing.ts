import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError } from '../../contract/errors.ts';

/** The public key in a file, as PEM. Throws `USAGE` where there is none of the kind ed25519. */
export function readSigner(file: string): Promise<string> {
  return readKey(file, 'public', (text) => createPublicKey(text).asymmetricKeyType);
}

/** The private key in a file, as PEM. Throws as `readSigner`. */
export function readSigningKey(file: string): Promise<string> {
  return readKey(file, 'private', (text) => createPrivateKey(text).asymmetricKeyType);
}

async function readKey(file: string, kind: string, kindOf: (text: string) => string | undefined): Promise<string> {
  try {
    const text = await readText(file, MOST_BYTES.settings);
    if (kindOf(text) === 'ed25519') return text;
  } catch (cause) {
    throw noKey(file, kind, cause);
  }
  throw noKey(file, kind);
}

function noKey(file: string, kind: string, cause?: unknown): SalternError {
  return new SalternError('USAGE', `'${file}' holds no ${kind} key of the kind ed25519`, {
    hint: 'Make one with `openssl genpkey -algorithm ed25519 -out worker.key`, and `openssl pkey -in worker.key -pubout`.',
    cause,
  });
}
