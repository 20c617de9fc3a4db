import { isObject, valueAt } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import { parseJson } from '../../base/json/parse-json.ts';

/** Whether a file is one in which a repository says which saltern it uses. */
export function isPackageFile(file: string): boolean {
  return /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(file);
}

/**
 * What such a file says of saltern, in a form that can be compared; undefined where it says nothing of it, or cannot be
 * understood. Pure.
 */
export function readSalternEntry(file: string, text: string): string | undefined {
  const found = file.endsWith('.json') ? inJson(parseJson(text)) : inLines(text.split('\n'));
  return found.length === 0 ? undefined : JSON.stringify(found);
}

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'packages'];

/** Entries of `package.json`, and of locks of any version. */
function inJson(written: Json | undefined): readonly Json[] {
  return DEPENDENCIES.flatMap((word) => {
    const entries = valueAt(written, [word]);
    const named = Object.entries(isObject(entries) ? entries : {});
    return named
      .filter(([name]) => /^(?:.*node_modules\/)?saltern$/.test(name))
      .map(([name, entry]) => [word, name, entry]);
  });
}

/** A lock in a language of its own: the lines that name it, and what usually follows there. */
function inLines(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, at) =>
    /(?:^|[\s'"/])saltern['"]?[@:/]/.test(line) ? lines.slice(at, at + LINES_OF_ENTRY) : [],
  );
}

const LINES_OF_ENTRY = 4;
