import { sourceError } from './source-error.ts';

/** A part of a path that names nothing below: none, `.` or `..`. */
const NO_NAME = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Throws `SNAPSHOT_SOURCE` unless the location is a plain path that stays inside the repository. */
export function expectInside(title: string, location: string): void {
  if (!NO_NAME.test(location) && !location.includes('\0')) return;
  throw sourceError(`The metadata of '${title}' names '${location}', which is not a path inside the repository`);
}
