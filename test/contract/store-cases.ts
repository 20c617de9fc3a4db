import type { Store, StoreOptions } from '../../src/contract/store.ts';
import { openStore } from '../../src/store/index.ts';

/** A store as the contract suite runs it. */
export interface StoreCase {
  readonly name: string;
  /** Opens it on the same history each time that it is given the same options. */
  readonly open: (options: StoreOptions) => Promise<Store>;
}

/** A new store is one entry here. */
export const STORE_CASES: readonly StoreCase[] = [{ name: 'files', open: (options) => openStore('files', options) }];
