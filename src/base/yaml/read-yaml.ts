import { relative } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Path } from '../json/json-value.ts';
import type { ExactPlace, Problem } from '../place/place.ts';
import { followAliases } from './follow-aliases.ts';
import { pathFollower } from './follow-path.ts';
import { parseDocument, tellSome, type SyntaxTrouble } from './parse-document.ts';

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
  /** Syntax errors, and values that would contain themselves. */
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

/** A YAML file as it was found. */
export interface YamlSource {
  readonly path: string;
  /** Absolute; what places are shown relative to. */
  readonly cwd: string;
}

/** Parses one YAML file, keeping every position. Never throws: what does not parse is a problem. */
export function readYaml(source: YamlSource & { readonly text: string }): YamlFile {
  const { path, text } = source;
  const display = displayOf(source);
  const parsed = parseDocument(text);
  const at = (offset: number): ExactPlace => ({ file: display, ...parsed.locate(offset) });
  const { resolve, endless } = followAliases(parsed.root);
  const placeOfNode = (node: unknown) => at(rangeStart(node) ?? 0);
  const doubtful = parsed.warnings.filter(isDoubtfulTag);
  const warnings = parsed.warnings.filter((warning) => !isDoubtfulTag(warning));
  const problems = [
    ...tellSome(parsed.errors).map(({ offset, message }) => ({ ...at(offset), message, ...excerptAt(source, offset) })),
    ...tellSome(warnings).map(({ offset, message }) => ({ ...at(offset), message })),
    ...endless.map((alias) => ({
      ...placeOfNode(alias),
      message: `'*${alias.source}' stands within '&${alias.source}': the value would contain itself without end`,
    })),
  ];
  const isParsed = parsed.errors.length === 0 && endless.length === 0;
  const root = isParsed ? parsed.root : undefined;
  const follow = pathFollower(root, resolve);
  return {
    path,
    display,
    text,
    isParsed,
    root,
    problems,
    doubtfulTags: doubtful.map(({ offset, message }) => ({ offset, problem: { ...at(offset), message } })),
    resolve,
    placeOfNode,
    place: (wanted) => placeOfNode(follow(wanted).key ?? root),
    placeOfValue: (wanted) => placeOfNode(follow(wanted).value ?? root),
    valueNode: (wanted) => resolve(follow(wanted).value),
  };
}

/** A file whose text is not to be had: it has this problem and nothing else. */
export function unreadYaml(source: YamlSource, trouble: { readonly line: number; readonly message: string }): YamlFile {
  const top: ExactPlace = { file: displayOf(source), line: 1, column: 1 };
  return {
    path: source.path,
    display: top.file,
    text: '',
    isParsed: false,
    root: undefined,
    problems: [{ ...top, ...trouble }],
    doubtfulTags: [],
    resolve: () => undefined,
    valueNode: () => undefined,
    placeOfNode: () => top,
    place: () => top,
    placeOfValue: () => top,
  };
}

/** The line of an offset; of a file that is no settings by its name, nothing is worth quoting. */
function excerptAt({ path, text }: YamlSource & { readonly text: string }, offset: number): Pick<Problem, 'excerpt'> {
  if (!/\.ya?ml$/.test(path)) return {};
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return { excerpt: text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '') };
}

function displayOf({ path, cwd }: YamlSource): string {
  return relative(cwd, path) || path;
}

function rangeStart(node: unknown): number | undefined {
  if (!isMap(node) && !isSeq(node) && !isScalar(node) && !isAlias(node)) return undefined;
  return node.range?.[0];
}

/** YAML 1.2 has no such value. */
function isDoubtfulTag({ message }: SyntaxTrouble): boolean {
  return message.startsWith('Unresolved tag: tag:yaml.org,2002:');
}
