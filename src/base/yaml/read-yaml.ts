import { relative } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Path } from '../json/json-value.ts';
import type { ExactPlace, Problem } from '../place/place.ts';
import { firstLine } from '../text/first-line.ts';
import { followPath } from './follow-path.ts';

/** One YAML file, parsed but not interpreted. */
export interface YamlFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the working directory. */
  readonly display: string;
  readonly text: string;
  /** False: nothing is known of it but `problems`. */
  readonly isParsed: boolean;
  /** Undefined when the file is empty or does not parse. */
  readonly root: Node | undefined;
  /** Syntax errors. */
  readonly problems: readonly Problem[];
  /**
   * Tags of YAML's own on what YAML 1.2 would not write so, `!!int '12:30'`: wrong, unless another program's reader
   * takes them. With their offsets in the text.
   */
  readonly doubtfulTags: readonly { readonly offset: number; readonly problem: Problem }[];
  /** Follows an alias; undefined for one without an anchor. */
  resolve(node: unknown): Node | undefined;
  placeOfNode(node: unknown): ExactPlace;
  /** Where a path is written: its key, or the list item; for what is not written, the nearest place above. */
  place(path: Path): ExactPlace;
  /** Where the path's value is written. */
  placeOfValue(path: Path): ExactPlace;
  /** The node of a path's value, aliases followed; undefined where nothing is written. */
  valueNode(path: Path): Node | undefined;
}

/** Parses one YAML file, keeping every position. Never throws: what does not parse is a problem. */
export function readYaml(source: { readonly path: string; readonly cwd: string; readonly text: string }): YamlFile {
  const { path, text } = source;
  const display = relative(source.cwd, path) || path;
  const lines = new LineCounter();
  const document: Document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    keepSourceTokens: true,
  });
  const at = (offset: number): ExactPlace => {
    const { line, col } = lines.linePos(offset);
    return { file: display, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const troubles = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    problem: { ...at(error.pos[0]), message: describeSyntax(error.code, error.message) },
  }));
  const isDoubtfulTag = ({ problem }: (typeof troubles)[number]) =>
    problem.message.startsWith('Unresolved tag: tag:yaml.org,2002:');
  // Resolving an alias walks the whole document, so each is resolved once.
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
    isParsed: document.errors.length === 0,
    root,
    problems: troubles.filter((trouble) => !isDoubtfulTag(trouble)).map(({ problem }) => problem),
    doubtfulTags: troubles.filter(isDoubtfulTag),
    resolve,
    placeOfNode,
    place: (wanted) => placeOfNode(follow(wanted).key ?? root),
    placeOfValue: (wanted) => placeOfNode(follow(wanted).value ?? root),
    valueNode: (wanted) => resolve(follow(wanted).value),
  };
}

function rangeStart(node: unknown): number | undefined {
  if (!isMap(node) && !isSeq(node) && !isScalar(node) && !isAlias(node)) return undefined;
  return node.range?.[0];
}

function describeSyntax(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'there is more than one YAML document in this file; saltern reads one';
  return firstLine(message);
}
