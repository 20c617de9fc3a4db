import type { z } from 'zod';
import { findEntry } from '../contract/find-entry.ts';
import type { Verifier } from '../contract/verifier.ts';

/** A verifier that saltern knows, not loaded yet. */
export interface VerifierEntry {
  /** The schema of what stands under its name in a suite, from a light file: what `list` and `config` need. */
  readonly schema: () => Promise<z.ZodType>;
  /** The same as editors are to see it, which may take its time to load. Default: `schema`. */
  readonly editorSchema?: () => Promise<z.ZodType>;
  readonly load: () => Promise<Verifier>;
}

/** Every verifier by the name a suite file calls it. A new verifier is one line here. */
export const VERIFIERS: Readonly<Record<string, VerifierEntry>> = {
  goss: {
    schema: async () => (await import('./goss/schema.ts')).gossSchema,
    editorSchema: async () => (await import('./goss/editor/editor-schema.ts')).gossEditorSchema,
    load: async () => (await import('./goss/goss-verifier.ts')).gossVerifier,
  },
};

/** The entry of that name. Throws CONFIG_INVALID, which only a plan that was not made from checked files can cause. */
export function findVerifier(name: string): VerifierEntry {
  return findEntry(VERIFIERS, name, { code: 'CONFIG_INVALID', one: 'verifier', many: 'verifiers' });
}

/** The verifiers with the schemas that editors are to see. */
export function verifiersForEditors(): Readonly<Record<string, Pick<VerifierEntry, 'schema'>>> {
  const entries = Object.entries(VERIFIERS);
  return Object.fromEntries(
    entries.map(([name, { schema, editorSchema = schema }]) => [name, { schema: editorSchema }]),
  );
}
