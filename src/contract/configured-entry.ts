import type { z } from 'zod';
import { SalternError, type ErrorCode } from './errors.ts';

/** A kind of something that a project may configure, not loaded yet. `P`: what it may know of where it is used. */
export interface ConfiguredEntry<P, T> {
  /** The schema of its configuration, from a light file. */
  readonly schema: () => Promise<z.ZodType>;
  /** The thing itself. Throws the registry's code when the configuration does not fit the schema. */
  readonly open: (config: unknown, place: P) => Promise<T>;
}

/** An entry of a registry whose `load` is only called with what fits the `schema`. */
export type MakeEntry<P, T> = <C>(
  schema: () => Promise<z.ZodType<C>>,
  load: () => Promise<(config: C, place: P) => T>,
) => ConfiguredEntry<P, T>;

/** Makes the entries of one registry. `what`: whose configuration it is, for the sentence where that is wrong. */
export function configuredEntries<P, T>(code: ErrorCode, what: (place: P) => string): MakeEntry<P, T> {
  return (schema, load) => ({
    schema,
    async open(config, place) {
      const parsed = (await schema()).safeParse(config);
      if (parsed.success) return (await load())(parsed.data, place);
      const [issue] = parsed.error.issues;
      throw new SalternError(
        code,
        `The configuration of ${what(place)} is wrong: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}`,
        { cause: parsed.error },
      );
    },
  });
}
