import type { Verifier } from '../contract/verifier.ts';

/** Verifiers by name, loaded when they are asked for. */
export const verifiers = {
  goss: async (): Promise<Verifier> => (await import('./goss/goss-verifier.ts')).gossVerifier,
} as const satisfies Record<string, () => Promise<Verifier>>;
