import type { z } from 'zod';
import { findEntry } from '../contract/find-entry.ts';
import type { Verifier } from '../contract/verifier.ts';

/** A verifier that saltern knows of, nothing of it loaded yet. */
export interface VerifierEntry {
  /** The form of what stands under its name in a suite, from a light file: what `config`, `list` and the JSON Schema need. */
  readonly schema: () => Promise<z.ZodType>;
  readonly load: () => Promise<Verifier>;
}

/** Every verifier by the name a suite file calls it. A new verifier is one line here. */
export const VERIFIERS: Readonly<Record<string, VerifierEntry>> = {
  goss: {
    schema: async () => (await import('./goss/schema.ts')).gossSchema,
    load: async () => (await import('./goss/goss-verifier.ts')).gossVerifier,
  },
};

/** The entry of that name. Throws CONFIG_INVALID: files are checked for it, so only a plan of somebody else's comes here. */
export function findVerifier(name: string): VerifierEntry {
  return findEntry(VERIFIERS, name, { code: 'CONFIG_INVALID', one: 'verifier', many: 'verifiers' });
}
