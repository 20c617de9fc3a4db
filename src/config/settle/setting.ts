import type { Layer } from '../layer.ts';

/** A settled value, with the layers that decided it. */
export interface Setting<T> {
  readonly value: T;
  /** By their keys in the files; a list holds values put together from several levels. */
  readonly from: Readonly<Record<string, Layer | readonly Layer[]>>;
}

type Values<Settings> = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never;
};

/** The values of several settings. */
export function valuesOf<Settings extends Readonly<Record<string, Setting<unknown>>>>(
  settings: Settings,
): Values<Settings> {
  // `fromEntries` forgets which keys it was given.
  return Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])) as Values<Settings>;
}

/** The layers that decided several settings, in the order of these. */
export function layersOf(settings: Readonly<Record<string, Setting<unknown>>>): Setting<unknown>['from'] {
  return Object.fromEntries(Object.values(settings).flatMap(({ from }) => Object.entries(from)));
}
