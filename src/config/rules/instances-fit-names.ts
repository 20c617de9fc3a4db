import type { Problem } from '../../base/place/place.ts';
import type { SettledProject } from '../settle/settle-project.ts';

/** Bytes that an instance's name may have: files are called by it, with something before and after, and 255 is the end. */
const MOST_BYTES = 200;

/** An instance whose name no file can have could leave neither a log nor a result. */
export function instancesFitNames({ instances }: SettledProject): readonly Problem[] {
  return instances.flatMap(({ name, place }) => {
    const bytes = Buffer.byteLength(name);
    if (bytes <= MOST_BYTES) return [];
    const message = `the instance '${name.slice(0, 60)}…' has a name of ${bytes} bytes, and may have ${MOST_BYTES}: shorten formula, suite or platform`;
    return [{ file: place.file, line: place.line, column: place.column ?? 1, message }];
  });
}
