import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { SalternError } from '../../contract/errors.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';
import { armourKey } from './armour-key.ts';

/** Keys that signatures are checked with. */
export interface Keyring {
  /** Absolute paths of armoured files with these keys, for rpmkeys. */
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
  const read = await Promise.all(files.map(readKey));
  const keyring = join(work, 'keys.gpg');
  await writeFile(keyring, Buffer.concat(read.map(({ key }) => key)));
  const expired = await listExpired(files, work, context);
  const armoured = read.map(async ({ file, key, isArmoured }, at) => {
    if (isArmoured) return file;
    const copy = join(work, `${at}.asc`);
    await writeFile(copy, armourKey(key));
    return copy;
  });
  return { files: await Promise.all(armoured), keyring, expired };
}

interface ReadKey {
  readonly file: string;
  /** Its packets. */
  readonly key: Buffer;
  readonly isArmoured: boolean;
}

async function readKey(file: string): Promise<ReadKey> {
  const bytes = await readBytes(file, MOST_BYTES.settings).catch((cause: unknown) => {
    if (!(cause instanceof UnreadableError)) throw cause;
    throw new SalternError('SNAPSHOT_SOURCE', `The key ${cause.message}`, { hint: HINT, cause });
  });
  // The first bit of a packet is set; what begins otherwise is text.
  if (((bytes[0] ?? 0) & 0x80) !== 0) return { file, key: bytes, isArmoured: false };
  const blocks = bytes.toString('latin1').matchAll(/-----BEGIN PGP PUBLIC KEY BLOCK-----([\s\S]*?)-----END/g);
  const unpacked = [...blocks].map(([, body = '']) => dearmour(body));
  if (unpacked.length === 0) throw noKey(file);
  return { file, key: Buffer.concat(unpacked), isArmoured: true };
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

const HINT = "Correct 'snapshots: { keys: … }': each is a file with an OpenPGP key, armoured or not.";

function noKey(file: string): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', `'${file}' holds no public key that can be read`, { hint: HINT });
}
