import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { makeKeyPair } from '../../base/sign/keys.ts';
import { SalternError } from '../../contract/errors.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import type { Services } from '../services.ts';

export interface CreateKeyOptions extends ProjectOptions {
  /** File of the private key. Default: `NAME.key` in the user's folder of settings, where no checkout takes it along. */
  readonly private?: string;
}

/** Where the two halves are. */
export interface CreatedKey {
  readonly name: string;
  /** Absolute. */
  readonly privateFile: string;
  readonly publicFile: string;
  /** Variable that names the private one to whoever signs. */
  readonly keyEnv: string;
  readonly gateFile: string;
}

/**
 * Makes a pair of keys: the private one for its owner's eyes alone, the public one into `keys/` beside the gate policy.
 * Never replaces a file. Throws `USAGE` for a name that is none or that is taken, and what `loadProject` throws.
 */
export async function createKey(services: Services, name: string, options: CreateKeyOptions): Promise<CreatedKey> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/u.test(name)) {
    throw new SalternError('USAGE', `'${name}' is no name of a key`, {
      hint: 'Take letters, digits, dots, dashes and underscores: who or what signs, such as laptop or ci.',
    });
  }
  const { gateFile, signing } = await loadProjectFor(services, options);
  const privateFile = options.private === undefined ? ownFile(services, name) : resolve(services.cwd, options.private);
  const publicFile = join(dirname(gateFile), 'keys', `${name}.pub`);
  const { privateKey, publicKey } = makeKeyPair();
  // First what must not be lost: nobody has the other half of a key that is gone.
  await writeNew(privateFile, privateKey, { mode: 0o600, folderMode: 0o700 });
  await writeNew(publicFile, publicKey, { mode: 0o644, folderMode: 0o755 });
  return { name, privateFile, publicFile, keyEnv: signing.keyEnv, gateFile };
}

function ownFile({ environment, cwd }: Services, name: string): string {
  const { XDG_CONFIG_HOME: settings, HOME: home } = environment;
  const folder = settings ?? (home === undefined ? undefined : join(home, '.config'));
  if (folder === undefined) {
    throw new SalternError('USAGE', "There is no place for a private key: 'HOME' is not set", {
      hint: 'Say where it is to be: `--private FILE`.',
    });
  }
  return resolve(cwd, folder, 'saltern', 'keys', `${name}.key`);
}

async function writeNew(
  file: string,
  text: string,
  { mode, folderMode }: { readonly mode: number; readonly folderMode: number },
): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: folderMode });
    await writeFile(file, text, { mode, flag: 'wx' });
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) throw wrapWriteTrouble(file, cause);
    throw new SalternError('USAGE', `'${file}' is there already, and a key is never replaced`, {
      hint: 'Take another name; or remove both halves first, if nobody signs with it any more.',
      cause,
    });
  }
}
