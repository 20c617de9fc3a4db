import { hash } from 'node:crypto';
import { canonicalText } from '../base/json/canonical-text.ts';
import type { Json } from '../base/json/json.ts';
import type { Evidence } from './evidence.ts';

/**
 * `sha256:…` over all that a result says, wherever it is kept and whoever has signed it: its number is its place among
 * others, and a signature is about it.
 */
export function digestContent(evidence: Evidence & { readonly number?: number }): string {
  const { number: _number, signature: _signature, ...said } = evidence;
  // What JSON leaves out is not there.
  const plain: Json = JSON.parse(JSON.stringify(said));
  return `sha256:${hash('sha256', canonicalText(plain))}`;
}
