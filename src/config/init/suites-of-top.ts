import { basename, join } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { asMap, isObject } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { NAME_PATTERN } from '../../base/yaml/schema-words.ts';
import { readYaml } from '../../base/yaml/read-yaml.ts';
import { parseOrNothing } from './parse-or-nothing.ts';
import type { LeftOut } from '../kitchen/ledger.ts';

export interface TopSuites {
  /** By name: what makes an instance the machine that a target of the top file is for. Empty: nothing is known of targets. */
  readonly suites: Readonly<Record<string, JsonObject>>;
  readonly leftOut: readonly LeftOut[];
}

const NO_NAME = 'no name or simple pattern of one: make a suite whose `minion: { id: … }` or `grains` it is for';

/** A suite for each kind of machine that a top file names: `'web*'` is for an instance with the id `web`. */
export async function suitesOfTop(root: string, folder: string): Promise<TopSuites> {
  const file = join(folder, 'top.sls');
  const text = await readText(join(root, file), MOST_BYTES.settings).catch(() => '');
  // What a template comes to depends on the machine.
  if (/\{[{%]/.test(text)) return { suites: {}, leftOut: [] };
  const targets = asMap(asMap(parseOrNothing(text))['base']);
  const names = Object.entries(targets).map(([target, list]) => ({ target, id: idOf(target, list) }));
  const suites = names.flatMap(({ target, id }) => (id === undefined ? [] : [suiteFor(target, id)]));
  const yaml = readYaml({ path: join(root, file), cwd: root, text });
  const leftOut = names
    .filter(({ id }) => id === undefined)
    .map(({ target }) => ({ what: `'${target}'`, place: yaml.place(['base', target]), why: NO_NAME }));
  return { suites: Object.fromEntries(suites), leftOut };
}

/** A minion id that the target is for; empty for every one; undefined where it is more than a name. */
function idOf(target: string, list: Json): string | undefined {
  const isMatched = Array.isArray(list) && list.some((item) => isObject(item) && 'match' in item);
  if (isMatched || !/^[\w.*?-]+$/.test(target)) return undefined;
  return target
    .replaceAll('*', '')
    .replaceAll('?', '1')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
}

function suiteFor(target: string, id: string): readonly [string, JsonObject] {
  if (id === '') return ['default', {}];
  // A pattern such as `*.example.net` wants something before the point.
  const whole = target.startsWith('*.') ? `web.${id}` : id;
  const name = basename(whole);
  return [NAME_PATTERN.test(name) ? name : 'default', { minion: { id: whole } }];
}
