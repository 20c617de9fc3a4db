import { passwordsOf } from '../../base/postgres/hide-password.ts';
import { KEY_BYTES } from '../../base/secret/seal.ts';
import type { FarmSettings } from '../../config/project.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Services } from '../services.ts';

/** The way to the farm, as the environment says. */
export interface FarmAccess {
  readonly url: string;
  /** Undefined: nothing is sealed. */
  readonly key: Uint8Array | undefined;
}

/** What the environment says; neither is ever shown. Throws `USAGE` where there is no URL, or the key is none. */
export function readFarmAccess(
  { environment, secrets }: Pick<Services, 'environment' | 'secrets'>,
  { urlEnv, keyEnv }: Pick<FarmSettings, 'urlEnv' | 'keyEnv'>,
): FarmAccess {
  const url = environment[urlEnv]?.trim();
  if (url === undefined || url === '') {
    throw new SalternError('USAGE', `The variable '${urlEnv}' is not set, so there is no database for jobs`, {
      hint: `Set it to a URL such as postgres://saltern@db.example/saltern.`,
    });
  }
  const text = environment[keyEnv]?.trim() ?? '';
  const key = text === '' ? undefined : Buffer.from(text, 'base64');
  if (key !== undefined && key.length !== KEY_BYTES) {
    throw new SalternError(
      'USAGE',
      `The variable '${keyEnv}' is no key: it has ${key.length} bytes, and not ${KEY_BYTES}`,
      {
        hint: 'Make one with `openssl rand -base64 32`.',
      },
    );
  }
  secrets.hide([...passwordsOf(url), ...(text === '' ? [] : [text])]);
  return { url, key };
}
