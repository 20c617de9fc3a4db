import { createSecureContext } from 'node:tls';
import { BaseError } from '../error/base-error.ts';
import { readText } from '../files/read-regular.ts';
import { MOST_BYTES } from '../files/size-limits.ts';
import type { LineAccess } from './open-line.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/**
 * What a client trusts and shows. Tried before anybody is asked, or a wrong file would look like a server that does not
 * answer. Throws BaseError `transfer`, UnreadableError.
 */
export async function readTls({ ca, cert, key }: TlsFiles): Promise<NonNullable<LineAccess['tls']>> {
  const tls = { ...(await read('ca', ca)), ...(await read('cert', cert)), ...(await read('key', key)) };
  if (tls.ca !== undefined && !tls.ca.includes('-----BEGIN ')) throw wrong(`The file '${ca}' holds no authority`, PEM);
  if (cert === undefined && key === undefined) return tls;
  if (cert === undefined || key === undefined)
    throw wrong("Of 'client-cert' and 'client-key' only one is named", 'Name both; they may be one file.');
  if (tls.key?.includes('ENCRYPTED') === true)
    throw wrong(
      `The key '${key}' has a passphrase, and nobody is there to type it`,
      `\`openssl pkey -in ${key} -out NEW\` writes one without; let nobody else read that.`,
    );
  try {
    createSecureContext(tls);
  } catch (cause) {
    throw wrong(`'${cert}' and '${key}' are no certificate with its key: ${reasonOf(cause)}`, PEM, cause);
  }
  return tls;
}

const PEM = 'It should be text (PEM), with a line -----BEGIN CERTIFICATE----- or -----BEGIN PRIVATE KEY-----.';

async function read(name: 'ca' | 'cert' | 'key', file: string | undefined): Promise<NonNullable<LineAccess['tls']>> {
  return file === undefined ? {} : { [name]: await readText(file, MOST_BYTES.settings) };
}

function wrong(message: string, hint: string, cause?: unknown): BaseError {
  return new BaseError('transfer', message, { hint, cause });
}

/** `error:05800074:x509 certificate routines::key values mismatch`: the end of it is for people. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split(':').at(-1) ?? error.message) : String(error);
}
