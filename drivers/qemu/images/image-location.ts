import { dirname, join, resolve } from 'node:path';
import { parseLocation, type Location } from '../../../src/base/fetch/parse-location.ts';
import { SalternError } from '../../../src/contract/errors.ts';

/** Where an image is. Throws IMAGE_MISSING for anything but an http(s) URL, a `file:` URL and an absolute path. */
export function imageLocation(text: string): Location {
  const location = parseLocation(text);
  if (location) return location;
  throw new SalternError('IMAGE_MISSING', `'${text}' is not an address of an image`, {
    hint: 'Give an http(s) URL, a file: URL or an absolute path.',
  });
}

/** A file named in the text of a project: absolute, or relative to the image's own folder. Throws IMAGE_MISSING. */
export function relativeTo(image: Location, text: string): Location {
  if (/^(?:https?|file):/i.test(text)) return imageLocation(text);
  if (image.kind === 'file') return { kind: 'file', path: resolve(dirname(image.path), text) };
  const url = new URL(text, image.url);
  // If the image needs a token in its query, files beside it need it too.
  if (url.search === '' && url.host === image.url.host) url.search = image.url.search;
  return { kind: 'http', url };
}

/** The file of exactly that name in the image's own folder. */
export function besideOf(image: Location, name: string): Location {
  if (image.kind === 'file') return { kind: 'file', path: join(dirname(image.path), name) };
  return relativeTo(image, `./${encodeURIComponent(name)}`);
}
