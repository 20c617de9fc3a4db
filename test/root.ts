import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The command line as it is published, once `build.ts` has made it. */
export const BUILT_MAIN = join(ROOT, 'dist/saltern.cjs');
