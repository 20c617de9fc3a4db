import { metadataError } from './source-error.ts';

/** Throws `SNAPSHOT_SOURCE` unless the location is a plain path that stays inside the repository. */
export function expectInside(title: string, location: string): void {
  const isPlain = /^(?:[^/]+\/)*[^/]+$/.test(location) && !location.includes('\0');
  if (isPlain && !location.split('/').some((part) => part === '..' || part === '.')) return;
  throw metadataError(`The metadata of '${title}' names '${location}', which is not a path inside the repository`);
}
