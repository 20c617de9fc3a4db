import type { Json } from '../../base/json/json.ts';
import { escapeRefused } from '../../base/yaml/quote-text.ts';
import { flowText } from '../../base/yaml/flow-text.ts';
import { readYaml } from '../../base/yaml/read-yaml.ts';
import type { SaltData } from '../../contract/plan.ts';

/**
 * Data of our own as JSON text that PyYAML reads as exactly the same data: JSON rather than YAML of our own, so no `on`,
 * `1_000` or `12:30` changes its type on the way.
 */
export function writeData(data: Json): string {
  return escapeRefused(JSON.stringify(data, null, 2));
}

/** Data of our own as an sls file: Salt's JSON renderer, so nothing in it is taken for Jinja. */
export function writeDataSls(data: Json): string {
  return `#!json\n${writeData(data)}\n`;
}

/** Somebody's own YAML as an sls file, for Salt's YAML renderer alone: nothing in it is taken for Jinja. */
export function writeYamlSls({ text }: SaltData): string {
  return `#!yaml\n${text}`;
}

/** The same data with every alias replaced by what it stands for. */
export function withoutAnchors(text: string): string {
  const file = readYaml({ path: '/', cwd: '/', text });
  return file.root === undefined ? text : flowText({ file, node: file.root });
}

/** Somebody's own YAML as the value of a key in a block map that is not indented. */
export function writeYamlKey(key: string, { text }: SaltData): string {
  return `${key}:${/^\S/u.test(text) ? ' ' : '\n'}${text}`;
}
