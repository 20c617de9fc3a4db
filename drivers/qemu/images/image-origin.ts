import type { ImageEntry } from './image-index.ts';
import { nameOf, hashLocation, showLocation, type Location } from '../../../src/base/fetch/parse-location.ts';

/** What an entry says about where its image came from. */
export type ImageOrigin = Pick<ImageEntry, 'asked' | 'place' | 'location' | 'title'>;

/** `asked`: hash of the location as configured. `location` has its `*` resolved. */
export function originOf({ location, asked }: { readonly location: Location; readonly asked: string }): ImageOrigin {
  return { asked, place: hashLocation(location), location: showLocation(location), title: nameOf(location) };
}

/** The same bytes, now with this origin. An ETag of another server means nothing to this one. */
export function withOrigin(entry: ImageEntry, origin: ImageOrigin): ImageEntry {
  return { ...entry, ...origin, validator: entry.place === origin.place ? entry.validator : {} };
}
