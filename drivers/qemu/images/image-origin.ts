import type { ImageEntry } from './image-index.ts';
import { nameOf, placeOf, showLocation, type Location } from '../../../src/base/fetch/parse-location.ts';

/** What an entry says about where its image came from. */
export type ImageOrigin = Pick<ImageEntry, 'asked' | 'place' | 'location' | 'title'>;

/** `asked` is the place as configured, `location` has its `*` resolved. */
export function originOf({ location, asked }: { readonly location: Location; readonly asked: string }): ImageOrigin {
  return { asked, place: placeOf(location), location: showLocation(location), title: nameOf(location) };
}

/** The same bytes, from there. Another server's ETag says nothing there. */
export function from(entry: ImageEntry, origin: ImageOrigin): ImageEntry {
  return { ...entry, ...origin, validator: entry.place === origin.place ? entry.validator : {} };
}
