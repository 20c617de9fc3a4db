import { suggestName } from '../base/text/suggest-name.ts';
import { SalternError } from '../contract/errors.ts';
import type { Store, StoreOptions } from '../contract/store.ts';

/** Loads and opens a kind of store. */
export type OpenStore = (options: StoreOptions) => Promise<Store>;

/** Every kind of store by name. A new one is one line here. */
export const STORES: Readonly<Record<string, OpenStore>> = {
  files: async (options) => (await import('./files/files-store.ts')).filesStore(options),
};

/** Opens the store of that kind; the caller disposes it. Throws `USAGE` for a name that is not known. */
export async function openStore(name: string, options: StoreOptions): Promise<Store> {
  const open = Object.hasOwn(STORES, name) ? STORES[name] : undefined;
  if (open !== undefined) return open(options);
  const known = Object.keys(STORES);
  const near = suggestName(name, known);
  throw new SalternError(
    'USAGE',
    `There is no kind of store '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`,
    { hint: `Known: ${known.join(', ')}.` },
  );
}
