import { mergeJson, type Path } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { Ledger } from './ledger.ts';

/** A key of several levels, lowest first, put together as Test Kitchen does: maps are merged, lists replaced. */
export function takeMerged(ledger: Ledger, levels: readonly Path[], ...words: readonly string[]): Json | undefined {
  return levels.reduce<Json | undefined>(
    (below, level) => words.reduce((lower, word) => mergeJson(lower, ledger.take(...level, word)), below),
    undefined,
  );
}
