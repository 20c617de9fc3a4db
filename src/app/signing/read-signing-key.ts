import { resolve } from 'node:path';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readPrivateKey, type Ed25519Key } from '../../base/sign/keys.ts';
import type { Project } from '../../config/project.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Services } from '../services.ts';

type Reading = Pick<Services, 'cwd' | 'environment' | 'secrets'>;

/**
 * The key that signs what is found out here, from the variable that the project names: PEM itself, or the path of a file.
 * Undefined: it is not set, and nothing is signed. Throws `USAGE` where it is set and is no such key.
 */
export async function readSigningKey(
  reading: Reading,
  { keyEnv }: Project['signing'],
): Promise<Ed25519Key | undefined> {
  const said = reading.environment[keyEnv]?.trim() ?? '';
  if (said === '') return undefined;
  // Stores of secrets often keep one line.
  if (said.startsWith('-----'))
    return toKey(reading, said.replaceAll(String.raw`\n`, '\n'), `The variable '${keyEnv}'`);
  return await readSigningKeyFile(reading, said);
}

/** The private key in a file. Throws as `readSigningKey`. */
export async function readSigningKeyFile(reading: Reading, file: string): Promise<Ed25519Key> {
  const text = await readText(resolve(reading.cwd, file), MOST_BYTES.settings).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableError)) throw cause;
    throw noKey(`The file '${file}'`, `it cannot be read: ${cause.why}`);
  });
  return toKey(reading, text, `The file '${file}'`);
}

function toKey({ secrets }: Reading, text: string, where: string): Ed25519Key {
  // All but the lines that every key has.
  secrets.hide(text.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')));
  const read = readPrivateKey(text);
  if ('trouble' in read) throw noKey(where, read.trouble);
  return read;
}

function noKey(where: string, why: string): SalternError {
  return new SalternError('USAGE', `${where} holds no key to sign with: ${why}`, {
    hint: 'Make one with `saltern key create NAME`.',
  });
}
