import { BaseError } from '../../../base/error/base-error.ts';
import { decodeSegment } from '../../../base/fetch/parse-location.ts';
import { SalternError } from '../../../contract/errors.ts';
import { REPOMD, WrongFile } from '../../../contract/source.ts';
import { sourceTrouble } from '../../../contract/source-trouble.ts';
import { signingKindOf } from '../../member/signing-kind.ts';
import { urlWithin } from './open-repository.ts';
import { receiveBytes, type Transfers } from './receive.ts';
import type { HttpRepository } from './settle-repository.ts';
import { type MirrorTries, orderMirrors, tryMirrors } from './try-mirrors.ts';

/** Files of a repository that no metadata names. */
export interface OtherFiles {
  /** Those that are named in the configuration, and what lies beside `repomd.xml`; sorted. Throws what `Source.open` throws. */
  list(): Promise<readonly string[]>;
  /** Where such a file is; it has no checksum, so no other place will do. */
  locate(path: string): URL;
}

/** What a repository may have without a word: its signature, and the key that createrepo and Pulp put beside it. */
const BESIDE = [`${REPOMD}.asc`, `${REPOMD}.key`];

const MOST_SIGNATURE = 2 ** 20;

interface Asking {
  readonly transfers: Transfers;
  readonly tries: MirrorTries;
  /** The one that gave `repomd.xml`: what another mirror has beside its own may not fit it. */
  readonly folder: URL;
}

export function listOthers(repository: HttpRepository, { transfers, tries, folder }: Asking): OtherFiles {
  const keys = nameKeys(repository);
  const isThere = async (path: string): Promise<boolean> => {
    try {
      await tryMirrors(orderMirrors([urlWithin(folder, { path })]), tries, (url) =>
        receiveBytes(transfers, { url, size: undefined, mostBytes: MOST_SIGNATURE }),
      );
      return true;
    } catch (error) {
      tries.signal.throwIfAborted();
      if (error instanceof WrongFile && error.kind === 'missing') return false;
      if (error instanceof BaseError && isForbidden(error)) return false;
      throw sourceTrouble(error);
    }
  };
  return {
    async list() {
      const beside: string[] = [];
      for (const path of BESIDE) if (await isThere(path)) beside.push(path);
      return [...new Set([...beside, ...repository.files, ...keys.keys()])].sort();
    },
    locate: (path) => keys.get(path) ?? urlWithin(folder, { path }),
  };
}

/** Stores of objects say 403 of what is not there; whoever gave `repomd.xml` would give its signature as well. */
function isForbidden({ message, details }: BaseError): boolean {
  return [message, ...details].some((text) => text.endsWith(' answered 403'));
}

/** Keys by their place in the snapshot: at its top, by a name that says what they are. */
function nameKeys({ name, keys }: HttpRepository): ReadonlyMap<string, URL> {
  const named = new Map<string, URL>();
  for (const url of keys) {
    const last = (decodeSegment(url.pathname.split('/').at(-1) ?? '') ?? '').replaceAll('/', '');
    const path = signingKindOf(last) === 'key' ? last : `RPM-GPG-KEY-${last}`;
    if (named.has(path)) {
      throw new SalternError('SNAPSHOT_SOURCE', `Two keys of '${name}' have the name '${path}'`, {
        hint: 'Both would lie at one place in the snapshot; name one, or a file that holds both.',
      });
    }
    named.set(path, url);
  }
  return named;
}
