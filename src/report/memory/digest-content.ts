import { hash } from 'node:crypto';
import type { Evidence } from '../../contract/evidence.ts';

/** `sha256:…` over what was tested. Undefined: nobody knows of which content the result is. Pure. */
export function digestContent(evidence: Evidence | undefined): string | undefined {
  if (evidence === undefined) return undefined;
  const { formulaDigest, suiteDigest, recipe, snapshot } = evidence;
  const parts = [formulaDigest, suiteDigest, recipe];
  // What could not be read has no digest.
  if (!parts.every((part) => part.startsWith('sha256:'))) return undefined;
  return `sha256:${hash('sha256', JSON.stringify([...parts, snapshot?.digest ?? null]))}`;
}
