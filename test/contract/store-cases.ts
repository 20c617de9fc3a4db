import type { Store, StorePlace } from '../../src/contract/store.ts';
import { openStore } from '../../src/store/index.ts';

/** A store as the contract suite runs it. */
export interface StoreCase {
  readonly name: string;
  /** Opens it on the same history each time that it is given the same place. */
  readonly open: (place: StorePlace) => Promise<Store>;
}

/** A new store is one entry here. */
export const STORE_CASES: readonly StoreCase[] = [{ name: 'files', open: (place) => openStore('files', place) }];
