import { relative } from 'node:path';
import type { Plugin } from 'rolldown';

/**
 * Lets each module of ours believe that it lies where it lay, below `dist/` and without types, so that it finds the files
 * beside itself: a bundle is one file in one folder. A `require` that a module makes for itself, because it loads
 * something at once and only when needed, becomes one that the bundler follows.
 */
export function keepPlaces(root: string): Plugin {
  return {
    name: 'keep-places',
    transform(code, id) {
      if (!id.endsWith('.ts') || id.includes('/node_modules/')) return undefined;
      const place = JSON.stringify(relative(root, id).replace(/\.ts$/, '.cjs'));
      const text = code
        .replaceAll(/^const require = createRequire\(import\.meta\.url\);$/gm, '')
        .replaceAll(
          'import.meta.url',
          `require('node:url').pathToFileURL(require('node:path').join(__dirname, ${place})).href`,
        );
      return text === code ? undefined : { code: text, map: null };
    },
  };
}
