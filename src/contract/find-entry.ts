import { didYouMean } from '../base/text/did-you-mean.ts';
import { SalternError, type ErrorCode } from './errors.ts';

/** What the entries of a registry are. */
export interface EntryWords {
  /** Of the error where there is no such entry. */
  readonly code: ErrorCode;
  /** `driver`, `kind of store`. */
  readonly one: string;
  /** `drivers`. Default: the hint says no more than that these are known. */
  readonly many?: string;
  /** Names that may be told. Default: all. */
  readonly known?: readonly string[];
}

/** A registry's entry of that name. Throws `code`, with what may have been meant and what is known. */
export function findEntry<T>(
  registry: Readonly<Record<string, T>>,
  name: string,
  { code, one, many, known = Object.keys(registry) }: EntryWords,
): T {
  // `constructor` and its like are in every object.
  const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (entry !== undefined) return entry;
  throw new SalternError(code, `There is no ${one} '${name}'${didYouMean(name, known)}`, {
    hint: `Known${many === undefined ? '' : ` ${many}`}: ${known.join(', ')}.`,
  });
}
