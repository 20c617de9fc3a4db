import type { Plugin } from 'rolldown';

/** Packages with one default export, a function, that few commands call and that take long to load. */
const LATE: readonly string[] = [
  // Makes a segmenter and several patterns over all of Unicode: 30 ms, for text that is not ASCII.
  'string-width',
];

const PREFIX = '\0late:';

/** Loads these when they are called first, which a static import cannot. */
export function loadLate(): Plugin {
  return {
    name: 'load-late',
    resolveId(id, importer = '') {
      return LATE.includes(id) && !importer.startsWith(PREFIX) ? PREFIX + id : undefined;
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return undefined;
      const name = JSON.stringify(id.slice(PREFIX.length));
      return `let load;\nmodule.exports = (...given) => (load ??= require(${name}).default)(...given);\n`;
    },
  };
}
