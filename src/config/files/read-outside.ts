import { SalternError } from '../../contract/errors.ts';
import type { Json } from '../../base/json/json.ts';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import { fixedLayer, type Layer } from '../layer.ts';
import { expandVersion } from '../schema/expand-salt.ts';
import type { DriverSchemas } from './load-schemas.ts';

type Word = 'driver' | 'salt' | 'destroy' | 'concurrency' | 'snapshot';

/** Settings of the environment and the command line; text as it was typed. */
export interface OutsideInput {
  /** The process's: `SALTERN_DRIVER`, `SALTERN_SALT`, `SALTERN_DESTROY`, `SALTERN_CONCURRENCY`, `SALTERN_SNAPSHOT`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: { readonly [word in Word]?: string | number | undefined };
  readonly drivers: Pick<DriverSchemas, 'names' | 'shown'>;
}

/** Layers above all files, lowest first: environment, then flags. */
export type OutsideSettings = Readonly<Record<Word, readonly Layer[]>>;

/** Reads what stands above the files. Throws `DRIVER_UNKNOWN`, `USAGE`. */
export function readOutside(input: OutsideInput): OutsideSettings {
  const read = (word: Word, parse: (text: string, origin: string) => Json): readonly Layer[] => {
    const variable = `SALTERN_${word.toUpperCase()}`;
    const given: [string | number | undefined, string][] = [
      [input.environment[variable], `environment ${variable}`],
      [input.flags[word], `flag --${word}`],
    ];
    // An empty variable is not set; an empty flag is one whose variable was not, and would silently mean something else.
    if (input.flags[word] === '') throw new SalternError('USAGE', `Expected a value, got '' (flag --${word})`);
    return given.flatMap(([value, origin]) =>
      value === undefined || value === '' ? [] : [fixedLayer(parse(String(value), origin), origin)],
    );
  };
  return {
    driver: read('driver', (text, origin) => parseDriver(text, origin, input.drivers)),
    salt: read('salt', expandVersion),
    destroy: read('destroy', parseDestroy),
    concurrency: read('concurrency', parseConcurrency),
    snapshot: read('snapshot', (text) => text),
  };
}

function parseDriver(text: string, origin: string, { names, shown: known = names }: OutsideInput['drivers']): string {
  if (names.includes(text)) return text;
  const hint = `Known drivers: ${known.join(', ')}${didYouMean(text, known)}`;
  throw new SalternError('DRIVER_UNKNOWN', `There is no driver '${text}' (${origin})`, { hint });
}

function parseDestroy(text: string, origin: string): string {
  if (['passing', 'always', 'never'].includes(text)) return text;
  throw new SalternError('USAGE', `Expected passing, always or never, got '${text}' (${origin})`);
}

function parseConcurrency(text: string, origin: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new SalternError('USAGE', `Expected a whole number above 0, got '${text}' (${origin})`);
}
