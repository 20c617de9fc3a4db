import type { Path } from '../json/json-value.ts';
import type { Json } from '../json/json.ts';
import type { ExactPlace } from '../place/place.ts';
import type { WrittenNode } from './flow-text.ts';

/** Values that know where they are written, in our own YAML or in what was translated from another program's. */
export interface PlacedValue {
  readonly value: Json;
  /** Where a path is written: its key, or the list item; for what is not written, the nearest place above. */
  place(path: Path): ExactPlace;
  /** Where the path's value is written. */
  placeOfValue(path: Path): ExactPlace;
  /** What stands in the file as a path's value. Without it, or undefined: only the value itself is known. */
  written?(path: Path): WrittenNode | undefined;
  /** Variables of the environment that were filled in at a path or below it. Without it: none. */
  variables?(path: Path): readonly string[];
}
