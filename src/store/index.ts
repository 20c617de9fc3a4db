import { findEntry } from '../contract/find-entry.ts';
import type { Store, StorePlace } from '../contract/store.ts';

/** Opens a kind of store; nothing of it is loaded before. */
export type OpenStore = (place: StorePlace) => Promise<Store>;

/** Every kind of store by name. A new one is one line here. */
export const STORES: Readonly<Record<string, OpenStore>> = {
  files: async (place) => (await import('./files/files-store.ts')).filesStore(place),
};

/** Opens the store of that kind; the caller disposes it. Throws `USAGE` for a name that is not known. */
export async function openStore(name: string, place: StorePlace): Promise<Store> {
  return findEntry(STORES, name, { code: 'USAGE', one: 'kind of store' })(place);
}
