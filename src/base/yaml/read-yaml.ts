import { relative } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import type { ExactPlace, Problem } from '../place/place.ts';
import type { Path } from '../json/json-value.ts';

/** One YAML file, parsed but not looked into. */
export interface YamlFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the working directory. */
  readonly display: string;
  readonly text: string;
  /** Undefined when the file is empty or does not parse. */
  readonly root: Node | undefined;
  /** Syntax errors. */
  readonly problems: readonly Problem[];
  /** Follows an alias; undefined for one without an anchor. */
  resolve(node: unknown): Node | undefined;
  placeOfNode(node: unknown): ExactPlace;
  /** Where a path is written: its key, or the list item; the nearest parent for what the file does not hold. */
  place(path: Path): ExactPlace;
  /** Where the path's value is written. */
  placeOfValue(path: Path): ExactPlace;
}

/** Parses one YAML file, keeping every position. Never throws: what does not parse is a problem. */
export function readYaml(source: { readonly path: string; readonly cwd: string; readonly text: string }): YamlFile {
  const { path, text } = source;
  const display = relative(source.cwd, path) || path;
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const at = (offset: number): ExactPlace => {
    const { line, col } = lines.linePos(offset);
    return { file: display, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    message: describeSyntax(error.code, error.message),
  }));
  // Looking an anchor up walks the whole document, so each alias does it once.
  const targets = new Map<unknown, Node | undefined>();
  const resolve = (node: unknown): Node | undefined => {
    if (!isAlias(node)) return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
    if (!targets.has(node)) targets.set(node, node.resolve(document));
    return targets.get(node);
  };
  const placeOfNode = (node: unknown) => at(rangeStart(node) ?? 0);
  const root = document.errors.length > 0 ? undefined : (document.contents ?? undefined);
  const follow = (wanted: Path) => followPath(root, wanted, resolve);
  return {
    path,
    display,
    text,
    root,
    problems,
    resolve,
    placeOfNode,
    place: (wanted) => placeOfNode(follow(wanted).key ?? root),
    placeOfValue: (wanted) => placeOfNode(follow(wanted).value ?? root),
  };
}

/** The text of a key as it is written: `7.10` stays `7.10`, `on` stays `on`. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return '';
  return key.type === 'PLAIN' ? (key.source ?? String(key.value)) : String(key.value ?? '');
}

/** The pair of a key in a map; one from a `<<` merge when the map has none of its own. */
function findPair(map: YAMLMap, key: string, resolve: YamlFile['resolve'], depth = 0): Pair | undefined {
  const own = map.items.find((pair) => keyText(pair.key) === key);
  if (own !== undefined || depth > 20) return own;
  for (const merge of map.items.filter((pair) => keyText(pair.key) === '<<')) {
    const target = resolve(merge.value);
    for (const source of isSeq(target) ? target.items.map(resolve) : [target]) {
      const found = isMap(source) ? findPair(source, key, resolve, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function followPath(
  root: Node | undefined,
  path: Path,
  resolve: YamlFile['resolve'],
): { key?: unknown; value?: unknown } {
  let here: { key?: unknown; value?: unknown } = { value: root };
  for (const step of path) {
    const node = resolve(here.value);
    if (isMap(node)) {
      const pair = findPair(node, String(step), resolve);
      if (pair === undefined) return here;
      here = { key: pair.key, value: pair.value ?? pair.key };
    } else if (isSeq(node) && node.items[Number(step)] !== undefined) {
      here = { key: node.items[Number(step)], value: node.items[Number(step)] };
    } else return here;
  }
  return here;
}

function rangeStart(node: unknown): number | undefined {
  if (!isMap(node) && !isSeq(node) && !isScalar(node) && !isAlias(node)) return undefined;
  return node.range?.[0];
}

function describeSyntax(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'there is more than one YAML document in this file; saltern reads one';
  return message.split('\n')[0] ?? message;
}
