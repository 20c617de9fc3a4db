import { cleanName } from '../../base/text/clean-text.ts';
import { hasControl } from '../../base/text/has-control.ts';
import { metadataError } from './source-error.ts';

/**
 * Throws `SNAPSHOT_SOURCE` unless the location is a plain path that stays inside the repository, and one line, of which
 * digests are made.
 */
export function expectInside(title: string, location: string): void {
  const why = whyOutside(location);
  if (why !== undefined) throw metadataError(`'${title}' names '${cleanName(location)}', which ${why}`);
}

function whyOutside(location: string): string | undefined {
  if (hasControl(location)) return 'holds a control character';
  // A part that names nothing below: none, `.` or `..`.
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(location) ? 'is not a path inside the repository' : undefined;
}
