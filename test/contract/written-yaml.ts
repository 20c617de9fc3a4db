import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json } from '../../src/base/json/json.ts';
import type { ExactPlace } from '../../src/base/place/place.ts';
import { readYaml } from '../../src/base/yaml/read-yaml.ts';
import type { ReadContext, Written } from '../../src/contract/verifier.ts';

/** YAML as a verifier is given it. `path`: absolute, of the file that it stands in; nothing is read from there. */
export function writtenYaml(text: string, path: string): Written {
  const file = readYaml({ path, cwd: dirname(path), text });
  const value: Json = z.json().parse(parse(text));
  return { value, place: (wanted = []) => file.place(wanted) };
}

/** Reads files as they are; `missing` holds where one was named that cannot be read. */
export function readContext(): ReadContext & { readonly missing: ExactPlace[] } {
  const missing: ExactPlace[] = [];
  return {
    missing,
    async readYaml(path, place) {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) missing.push(place);
      return text === undefined ? undefined : writtenYaml(text, path);
    },
  };
}
