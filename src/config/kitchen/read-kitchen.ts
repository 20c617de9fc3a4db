import { join } from 'node:path';
import { parse } from 'yaml';
import { hasCode } from '../../base/error/has-code.ts';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { isObject, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import type { ExactPlace } from '../../base/place/place.ts';
import { readYaml } from '../../base/yaml/read-yaml.ts';

/** A kitchen.yml that was read. */
export interface Kitchen {
  /** Its name: `kitchen.yml` or `.kitchen.yml`. */
  readonly file: string;
  readonly value: JsonObject;
  place(path: Path): ExactPlace;
}

/** One that is there and cannot be translated. */
export interface BrokenKitchen {
  readonly file: string;
  readonly place: ExactPlace;
  readonly why: string;
}

const NAMES = ['kitchen.yml', '.kitchen.yml'];

/** The Test Kitchen file in a folder; undefined where there is none. */
export async function readKitchen(root: string): Promise<Kitchen | BrokenKitchen | undefined> {
  for (const file of NAMES) {
    const path = join(root, file);
    try {
      return parseKitchen({ file, path, root, text: await readText(path, MOST_BYTES.settings) });
    } catch (error) {
      if (hasCode(error, 'ENOENT')) continue;
      if (!(error instanceof UnreadableError)) throw error;
      return { file, place: { file, line: error.line ?? 1, column: 1 }, why: `it cannot be read: ${error.why}` };
    }
  }
  return undefined;
}

function parseKitchen(from: {
  readonly file: string;
  readonly path: string;
  readonly root: string;
  readonly text: string;
}): Kitchen | BrokenKitchen {
  const { file, path, root, text } = from;
  const start = { file, line: 1, column: 1 };
  const template = text.split('\n').findIndex((line) => line.includes('<%'));
  if (template >= 0) {
    return {
      file,
      place: { file, line: template + 1, column: 1 },
      why: 'it is an ERB template, which only Ruby can read',
    };
  }
  const yaml = readYaml({ path, cwd: root, text });
  const [problem] = yaml.problems;
  if (problem !== undefined) return { file, place: problem, why: problem.message };
  const value = parseText(text);
  if (!isObject(value)) return { file, place: start, why: 'it is no map' };
  return { file, value: normalize(value), place: (wanted) => yaml.place(wanted) };
}

/** Kinds of value of YAML 1.1 that JSON has not; Salt reads a date as text. */
const NO_JSON = /:(?:timestamp|binary|omap|pairs|set)$/;

/** As Ruby reads it: YAML 1.1, where `yes` is true, and of a key that is there twice the last counts. */
function parseText(text: string): Json | undefined {
  const value: unknown = parse(text, {
    version: '1.1',
    uniqueKeys: false,
    merge: true,
    logLevel: 'error',
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !NO_JSON.test(tag.tag)).map(withoutLetters),
  });
  return parseJson(JSON.stringify(value ?? null));
}

/** Ruby, as Salt, takes `y` and `n` for text. */
function withoutLetters<Tag>(tag: Tag): Tag {
  if (typeof tag !== 'object' || tag === null || !('test' in tag) || !(tag.test instanceof RegExp)) return tag;
  if (tag.test.test('y')) return { ...tag, test: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/ };
  return tag.test.test('n') ? { ...tag, test: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/ } : tag;
}

/** `driver: docker` is short for `driver: { name: docker }`. */
function normalize(value: JsonObject): JsonObject {
  const words = ['driver', 'provisioner', 'verifier', 'transport'];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      words.includes(key) && typeof item === 'string' ? { name: item } : item,
    ]),
  );
}
