import { hash } from 'node:crypto';
import type { AuditTrouble } from '../../contract/audit.ts';

/** What a line says that nothing precedes. */
export const NONE = 'none';

/** The same where something did, and nobody knows any more what: its head was gone. */
export const UNKNOWN = 'unknown';

/** A line of the log: bytes from `start` to `end`, without the newline there. */
export interface ChainLine {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly digest: string;
  /** Digest of the line that it follows; undefined: it is not of our form, or was cut. */
  readonly prev: string | undefined;
  /** Digest of a half line before it, which a crash left. */
  readonly torn: string | undefined;
}

export interface Chain {
  /** Every line that has its newline. */
  readonly lines: readonly ChainLine[];
  /** Those of them that a crash cut off, as a later line says; by number. */
  readonly halves: ReadonlySet<number>;
  /** Where the last whole line ends, its newline included. */
  readonly end: number;
  /** In the order of the lines. Empty: each line follows the one before it. */
  readonly troubles: readonly AuditTrouble[];
}

/** What begins each line: we write it, so its bytes are known, and nothing need be parsed to follow the chain. */
const FORM = /^\{"prev":"(none|unknown|sha256:[0-9a-f]{64})",(?:"torn":"(sha256:[0-9a-f]{64})",)?"version":1,/;
const BEGIN = '{"prev":"';
const MOST_FORM = 200;
const NEWLINE = 0x0a;

/** `sha256:…` of bytes, as lines name each other. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes)}`;
}

/**
 * Follows the chain of a log: each line names the digest of the one before it. Finds every edit, cut, insertion, swap and
 * copy but one at the very end, which only the head tells. Pure; in time proportional to the bytes.
 */
export function followChain(bytes: Buffer): Chain {
  const lines = cutLines(bytes);
  // Of copies the first counts.
  const byDigest = new Map(lines.toReversed().map((line) => [line.digest, line]));
  const halves = new Set<number>();
  const troubles: AuditTrouble[] = [];
  let before: ChainLine | undefined;
  let strange: ChainLine[] = [];
  for (const line of lines) {
    if (line.prev === undefined) {
      strange.push(line);
      continue;
    }
    const torn = line.torn === undefined ? undefined : findTorn(bytes, { line, lines, byDigest });
    if (torn !== undefined) for (const half of torn) halves.add(half.number);
    const left = strange.filter(({ number }) => !halves.has(number));
    troubles.push(...left.map(({ number }) => ({ line: number, what: 'is none that saltern wrote' })));
    const isAfterHalf = torn !== undefined && left.length === 0;
    const isNext = line.prev === (before?.digest ?? NONE) && line.torn === undefined;
    if (!isAfterHalf && !isNext && left.length === 0) troubles.push(explainBreak(line, before, byDigest));
    strange = [];
    // What follows goes on from where the log was before the copy.
    if (byDigest.get(line.digest) === line) before = line;
  }
  const whole = lines.findLast(({ prev }) => prev !== undefined);
  return { lines, halves, end: whole === undefined ? 0 : whole.end + 1, troubles };
}

/** Whether bytes are what a crash leaves of a line, or of its beginning: never a whole one, and never somebody's own words. */
export function isHalfLine(bytes: Buffer): boolean {
  if (readLine(bytes, 0, bytes.length, 0).prev !== undefined) return false;
  const text = bytes.toString('latin1', 0, MOST_FORM);
  // A file system that had no time for the bytes themselves shows zeros.
  return text.startsWith(BEGIN) || BEGIN.startsWith(text) || /^\0+$/.test(text);
}

function cutLines(bytes: Buffer): readonly ChainLine[] {
  const lines: ChainLine[] = [];
  for (let start = 0, end = bytes.indexOf(NEWLINE); end >= 0; start = end + 1, end = bytes.indexOf(NEWLINE, start))
    lines.push(readLine(bytes, start, end, lines.length + 1));
  return lines;
}

function readLine(bytes: Buffer, start: number, end: number, number: number): ChainLine {
  const [, prev, torn] = FORM.exec(bytes.toString('latin1', start, Math.min(end, start + MOST_FORM))) ?? [];
  const isClosed = bytes[end - 1] === '}'.charCodeAt(0);
  const digest = digestOf(bytes.subarray(start, end));
  return { number, start, end, digest, prev: isClosed ? prev : undefined, torn: isClosed ? torn : undefined };
}

interface Known {
  readonly line: ChainLine;
  readonly lines: readonly ChainLine[];
  readonly byDigest: ReadonlyMap<string, ChainLine>;
}

/** Lines between this one and the one that it follows, if they are the very bytes that it notes as cut off. */
function findTorn(bytes: Buffer, { line, lines, byDigest }: Known): readonly ChainLine[] | undefined {
  const last = byDigest.get(line.prev ?? '');
  if (last === undefined && line.prev !== NONE) return undefined;
  const from = last === undefined ? 0 : last.end + 1;
  if (from >= line.start || digestOf(bytes.subarray(from, line.start - 1)) !== line.torn) return undefined;
  return lines.slice(last?.number ?? 0, line.number - 1);
}

/** What most likely happened where a line does not follow the one before it. */
function explainBreak(
  line: ChainLine,
  before: ChainLine | undefined,
  byDigest: ReadonlyMap<string, ChainLine>,
): AuditTrouble {
  const { number, prev = '' } = line;
  if (prev === UNKNOWN) return { line: number, what: 'was written when the head of the log was gone' };
  const first = byDigest.get(line.digest);
  if (first !== undefined && first !== line) return { line: number, what: `is a copy of line ${first.number}` };
  if (before === undefined) return { line: number, what: 'is not the first: what stood before it is gone' };
  const named = prev === NONE ? undefined : byDigest.get(prev);
  if (named !== undefined && named.number > number)
    return { line: number, what: `stands before line ${named.number}, which it follows: they were swapped` };
  if (named !== undefined || prev === NONE) {
    const from = (named?.number ?? 0) + 1;
    const which = from === before.number ? `line ${from} was` : `lines ${from} to ${before.number} were`;
    return { line: before.number, what: `should not be there: ${which} put in before line ${number}` };
  }
  return {
    line: before.number,
    what: `was changed, or what stood between it and line ${number} is gone: that one follows another`,
  };
}
