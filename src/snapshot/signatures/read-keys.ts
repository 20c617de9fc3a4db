import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError } from '../../contract/errors.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';

/** Keys that signatures are checked with. */
export interface Keyring {
  /** Absolute paths of the files that were given. */
  readonly files: readonly string[];
  /** Absolute path of all of them as gpgv reads them. */
  readonly keyring: string;
  /** Ids of those that have expired, in upper case. */
  readonly expired: ReadonlySet<string>;
}

/**
 * Reads public keys, armoured or not, into a keyring of their own below `work`: no key of the user's has a say. Throws
 * `SNAPSHOT_SOURCE` for a file that is no key, `PROGRAM_MISSING`.
 */
export async function readKeys(files: readonly string[], work: string, context: ToolContext): Promise<Keyring> {
  await mkdir(work, { recursive: true, mode: 0o700 });
  const pieces = await Promise.all(files.map(readKey));
  const keyring = join(work, 'keys.gpg');
  await writeFile(keyring, Buffer.concat(pieces));
  const expired = await listExpired(files, work, context);
  return { files, keyring, expired };
}

async function readKey(file: string): Promise<Buffer> {
  const bytes = await readBytes(file, MOST_BYTES.settings).catch((error: unknown) => {
    throw noKey(file, error);
  });
  // The first bit of a packet is set; what begins otherwise is text.
  if (((bytes[0] ?? 0) & 0x80) !== 0) return bytes;
  const blocks = bytes.toString('latin1').matchAll(/-----BEGIN PGP PUBLIC KEY BLOCK-----([\s\S]*?)-----END/g);
  const unpacked = [...blocks].map(([, body = '']) => dearmour(body));
  if (unpacked.length === 0) throw noKey(file);
  return Buffer.concat(unpacked);
}

/** Headers end with an empty line, and a line that begins with `=` is a check sum. */
function dearmour(body: string): Buffer {
  const text = body
    .replaceAll('\r', '')
    .replace(/^[\s\S]*?\n[ \t]*\n/, '')
    .replace(/^=.*$/m, '');
  return Buffer.from(text, 'base64');
}

async function listExpired(files: readonly string[], work: string, context: ToolContext): Promise<ReadonlySet<string>> {
  const expired = new Set<string>();
  for (const file of files) {
    const argv = ['gpg', '--homedir', work, '--batch', '--with-colons', '--show-keys', file] as const;
    const answer = await runTool(argv, { without: 'nobody can say whether signing keys have expired' }, context);
    const rows = answer.stdout.split('\n').map((line) => line.split(':'));
    const keys = rows.filter(([kind]) => kind === 'pub' || kind === 'sub');
    if (keys.length === 0) throw noKey(file);
    for (const [, validity, , , id] of keys) if (validity === 'e' && id !== undefined) expired.add(id.toUpperCase());
  }
  return expired;
}

function noKey(file: string, cause?: unknown): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', `'${file}' holds no public key that can be read`, {
    hint: "Correct 'snapshots: { keys: … }': each is a file with an OpenPGP key, armoured or not.",
    cause,
  });
}
