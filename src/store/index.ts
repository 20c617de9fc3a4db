import { findEntry } from '../contract/find-entry.ts';
import type { Store, StoreOptions } from '../contract/store.ts';

/** Loads and opens a kind of store. */
export type OpenStore = (options: StoreOptions) => Promise<Store>;

/** Every kind of store by name. A new one is one line here. */
export const STORES: Readonly<Record<string, OpenStore>> = {
  files: async (options) => (await import('./files/files-store.ts')).filesStore(options),
};

/** Opens the store of that kind; the caller disposes it. Throws `USAGE` for a name that is not known. */
export async function openStore(name: string, options: StoreOptions): Promise<Store> {
  return findEntry(STORES, name, { code: 'USAGE', one: 'kind of store' })(options);
}
