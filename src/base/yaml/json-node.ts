import type { Json } from '../json/json.ts';
import type { WrittenNode } from './flow-text.ts';
import { escapeRefused } from './quote-text.ts';
import { readYaml } from './read-yaml.ts';

/** A value that stands in no YAML file, as if it did: JSON is YAML. */
export function jsonNode(value: Json): WrittenNode | undefined {
  const file = readYaml({ path: '/', cwd: '/', text: escapeRefused(JSON.stringify(value)) });
  return file.root && { file, node: file.root };
}
