import { relative } from 'node:path';
import { UnreadableError } from '../base/error/unreadable-error.ts';
import { readText } from '../base/files/read-regular.ts';
import { MOST_BYTES } from '../base/files/size-limits.ts';
import type { ExactPlace, Problem } from '../base/place/place.ts';
import { readPublicKey, type ReadKey } from '../base/sign/keys.ts';
import type { TrustedKey } from './policy.ts';

/** A key as the policy names it. */
export interface NamedKeyFile {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly place: ExactPlace;
}

export interface LoadedKeys {
  readonly keys: Readonly<Record<string, TrustedKey>>;
  /** Empty where each file holds a key of its own. */
  readonly problems: readonly Problem[];
}

/** Reads the public keys that a policy names; what is none is a problem at the line that names it. */
export async function loadKeys(files: readonly NamedKeyFile[], cwd: string): Promise<LoadedKeys> {
  const keys: Record<string, TrustedKey> = {};
  const problems: Problem[] = [];
  for (const { name, file, place } of files) {
    const shown = relative(cwd, file);
    const pem = await readKeyFile(file);
    const read: ReadKey = 'trouble' in pem ? pem : readPublicKey(pem.text);
    if ('trouble' in read || 'trouble' in pem) {
      const why = 'trouble' in read ? read.trouble : '';
      problems.push({ ...place, message: `'${shown}' is no key that could have signed anything: ${why}` });
      continue;
    }
    const twin = Object.entries(keys).find(([, { id }]) => id === read.id)?.[0];
    if (twin !== undefined) problems.push({ ...place, message: `'${shown}' is the key of '${twin}' too` });
    keys[name] = { file: shown, id: read.id, pem: pem.text };
  }
  return { keys, problems };
}

async function readKeyFile(file: string): Promise<{ readonly text: string } | { readonly trouble: string }> {
  try {
    return { text: await readText(file, MOST_BYTES.settings) };
  } catch (error) {
    if (error instanceof UnreadableError) return { trouble: `it cannot be read: ${error.why}` };
    throw error;
  }
}
