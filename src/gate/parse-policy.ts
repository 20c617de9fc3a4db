import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import type { Problem } from '../base/place/place.ts';
import { SalternError } from '../contract/errors.ts';
import { suggestName } from '../base/text/suggest-name.ts';
import type { ChannelPolicy, PolicyRequirement } from './policy.ts';

export interface ParsedPolicy {
  readonly channels: Readonly<Record<string, ChannelPolicy>>;
  /** Empty when the policy may be used. */
  readonly problems: readonly Problem[];
}

/** `POLICY_INVALID` with one line per problem. */
export function invalidPolicy(problems: readonly Problem[]): SalternError {
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}  ${message}`);
  return new SalternError('POLICY_INVALID', lines.join('\n'), {
    hint: 'Nothing was decided; a gate never opens by mistake.',
  });
}

/** Reads the text of a policy file. Pure; finds all problems at once. */
export function parsePolicy(text: string, file: string): ParsedPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const problems: Problem[] = [];
  const placeOf = (offset: number | undefined): { file: string; line: number; column: number } => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const report = (offset: number | undefined, message: string): void => {
    problems.push({ ...placeOf(offset), message });
  };
  for (const error of document.errors) report(error.pos[0], firstLine(error.message));
  if (problems.length > 0) return { channels: {}, problems };

  const reader = new PolicyReader(report, placeOf);
  const channels = reader.readFile(document.contents);
  return { channels, problems };
}

type Report = (offset: number | undefined, message: string) => void;
type PlaceOf = (offset: number | undefined) => { file: string; line: number; column: number };

/** Walks the nodes of one policy file; holds where to report to. */
class PolicyReader {
  readonly #report: Report;
  readonly #placeOf: PlaceOf;

  constructor(report: Report, placeOf: PlaceOf) {
    this.#report = report;
    this.#placeOf = placeOf;
  }

  readFile(contents: unknown): Readonly<Record<string, ChannelPolicy>> {
    const top = this.#readMap(contents, undefined, ['channels'], 'the policy');
    if (!isMap(contents)) return {};
    const pairs = this.#pairsOf(top.get('channels'), offsetOf(contents), 'channels');
    if (pairs !== undefined && pairs.length === 0) this.#report(offsetOf(top.get('channels')), EMPTY);
    const channels = (pairs ?? []).map((pair) => [this.#channelName(pair), this.#readChannel(pair)] as const);
    return Object.fromEntries(channels);
  }

  #channelName({ key }: Pair): string {
    const name = textOf(key) ?? '';
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || name === 'latest') {
      this.#report(
        offsetOf(key),
        `'${name}' cannot be a channel's name; letters, digits, '.', '_' and '-' can, 'latest' is taken`,
      );
    }
    return name;
  }

  #readChannel({ key, value }: Pair): ChannelPolicy {
    const name = textOf(key) ?? '';
    const fields = this.#readMap(value, offsetOf(key), ['require', 'max-age'], `channel '${name}'`);
    const list = fields.get('require');
    const items = isSeq(list) ? list.items : [];
    if (list !== undefined && !isSeq(list))
      this.#report(offsetOf(list), `'require' must be a list of { suites, platforms }`);
    else if (items.length === 0)
      this.#report(offsetOf(list) ?? offsetOf(key), `channel '${name}' requires nothing: ${EMPTY}`);
    return {
      require: items.map((item) => this.#readRequirement(item, offsetOf(list))),
      maxAgeMs: this.#readDuration(fields.get('max-age')),
    };
  }

  #readRequirement(item: unknown, fallback: number | undefined): PolicyRequirement {
    const fields = this.#readMap(item, fallback, ['suites', 'platforms'], 'a requirement');
    const offset = offsetOf(item) ?? fallback;
    const read = (key: 'suites' | 'platforms'): readonly string[] =>
      isMap(item) ? this.#readPatterns(fields.get(key), key, offset) : [];
    return { suites: read('suites'), platforms: read('platforms'), place: this.#placeOf(offset) };
  }

  #readPatterns(node: unknown, key: string, fallback: number | undefined): readonly string[] {
    const items = isSeq(node) ? node.items : [node];
    const patterns = items.map((item) => textOf(item));
    const isWhole = patterns.length > 0 && patterns.every((pattern) => pattern !== undefined && pattern !== '');
    if (isWhole) return patterns.filter((pattern) => pattern !== undefined);
    this.#report(offsetOf(node) ?? fallback, `'${key}' must be a pattern or a list of patterns, for example '*'`);
    return [];
  }

  #readDuration(node: unknown): number | undefined {
    if (node === undefined) return undefined;
    const match = /^(\d+(?:\.\d+)?)\s*(m|h|d|w)$/.exec(textOf(node) ?? '');
    const ms = match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
    if (ms > 0) return ms;
    this.#report(offsetOf(node), `'max-age' must be a time with its unit: 90m, 36h, 7d or 2w`);
    return undefined;
  }

  /** Fields by name; reports what is no map and what is no known key. */
  #readMap(
    node: unknown,
    fallback: number | undefined,
    known: readonly string[],
    what: string,
  ): ReadonlyMap<string, unknown> {
    const pairs = this.#pairsOf(node, fallback, what) ?? [];
    const fields = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      const name = textOf(key) ?? '';
      if (known.includes(name)) fields.set(name, value ?? undefined);
      else this.#report(offsetOf(key), `unknown key '${name}'; ${hintFor(name, known)}`);
    }
    return fields;
  }

  #pairsOf(node: unknown, fallback: number | undefined, what: string): YAMLMap['items'] | undefined {
    if (isMap(node)) return node.items;
    const isNothing = node === undefined || node === null || (isScalar(node) && node.value === null);
    this.#report(offsetOf(node) ?? fallback, isNothing ? `${what} is empty: ${EMPTY}` : `${what} must be a map`);
    return undefined;
  }
}

const EMPTY = 'an empty gate opens for anything';
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function hintFor(name: string, known: readonly string[]): string {
  const near = suggestName(name, known);
  return near === undefined ? `known: ${known.join(', ')}` : `did you mean '${near}'?`;
}

function textOf(node: unknown): string | undefined {
  if (typeof node === 'string') return node;
  return isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')
    ? String(node.value)
    : undefined;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node);
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/ at line \d+, column \d+:?$/, '');
}
