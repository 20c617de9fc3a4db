import type { ExactPlace } from '../../base/place/place.ts';
import { placeKey, type CheckDocument } from './document.ts';

/** The place of the attribute; if that is not known, of the resource or the type that holds it. */
export function findPlace(
  { places }: CheckDocument,
  [type, id, attribute]: readonly [type: string, id?: string | undefined, attribute?: string | undefined],
): ExactPlace | undefined {
  return places[placeKey(type, id, attribute)] ?? places[placeKey(type, id)] ?? places[placeKey(type)];
}
