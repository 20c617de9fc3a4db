import { stat } from 'node:fs/promises';
import { hasCode } from '../../base/error/has-code.ts';
import { readBytes } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { AuditLine, AuditLog } from '../../contract/audit.ts';
import { followChain, type Chain, type ChainLine } from './audit-chain.ts';
import { parseAuditLine } from './audit-schema.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';

/** The log as it lies in the root. */
export interface RawLog {
  readonly bytes: Buffer;
  readonly chain: Chain;
}

/** Gives the log as it is now. Throws `SNAPSHOT_SOURCE`. */
export type ReadLog = () => Promise<RawLog>;

/**
 * Reads the log of a root, the bytes and how its lines follow each other. A promotion asks several times: what was not
 * written to since is not read again.
 */
export function openLog(root: string): ReadLog {
  let known: { readonly stamp: string; readonly log: RawLog } | undefined;
  return () =>
    withinRoot(root, async () => {
      const stamp = await stampOf(LAYOUT.audit(root));
      if (known?.stamp === stamp) return known.log;
      const bytes = await readLog(LAYOUT.audit(root));
      const log = { bytes, chain: followChain(bytes) };
      known = { stamp, log };
      return log;
    });
}

/** All lines that can be read, oldest first, and the numbers (from 1) of those that cannot. Empty without a log. */
export async function readAudit(read: ReadLog): Promise<AuditLog> {
  return parseLog(await read(), () => true);
}

/** The lines that `isWanted` by their bytes, parsed: of thousands, few are asked for. */
export function parseLog({ bytes, chain }: RawLog, isWanted: (text: Buffer) => boolean): AuditLog {
  const lines: AuditLine[] = [];
  const damagedLines: number[] = [];
  const last = chain.lines.at(-1);
  const start = last === undefined ? 0 : last.end + 1;
  // What has no newline was never finished.
  const half = start < bytes.length ? [chain.lines.length + 1] : [];
  for (const line of chain.lines) {
    const text = bytes.subarray(line.start, line.end);
    if (!isWanted(text)) continue;
    const parsed = readLine(text, line);
    if (parsed === undefined) damagedLines.push(line.number);
    else lines.push(parsed);
  }
  return {
    entries: lines.flatMap((line) => (line.kind === 'decision' ? [line.entry] : [])),
    notes: lines.flatMap((line) => (line.kind === 'note' ? [line.note] : [])),
    lines,
    damagedLines: [...damagedLines, ...half],
  };
}

/**
 * When the log first names a content. Times in the log only grow, or a clock was turned back: then it is the latest time
 * before that line, for nobody knows better. `now`: what is later than that was written by a clock which was wrong, and
 * does not count.
 */
export async function seenAt(read: ReadLog, digest: string, now?: Date): Promise<string | undefined> {
  const raw = await read();
  const { lines } = parseLog(raw, (text) => text.includes(digest));
  const first = lines.find((line) => (line.kind === 'note' ? line.note.snapshot : line.entry.to)?.digest === digest);
  if (first === undefined) return undefined;
  const own = first.kind === 'note' ? first.note.at : first.entry.at;
  const before = listTimes(raw, first.number - 1).filter((at) => now === undefined || Date.parse(at) <= now.getTime());
  return latestOf([own, ...before]);
}

/** The latest time of which the log has a line; undefined: it has none. */
export async function loggedAt(read: ReadLog): Promise<string | undefined> {
  const raw = await read();
  return latestOf(listTimes(raw, raw.chain.lines.length));
}

/** Bytes in which the time of a line stands: it comes right after what the chain is followed by. */
const MOST_TIME = 300;

/** Times of the first so many lines, oldest line first; not parsed, for there are thousands. Within a text, quotes are escaped. */
function listTimes({ bytes, chain }: RawLog, count: number): readonly string[] {
  return chain.lines.slice(0, count).flatMap(({ start, end, prev }) => {
    if (prev === undefined) return [];
    const [, at] = /"at":"([^"\\]+)"/.exec(bytes.toString('latin1', start, Math.min(end, start + MOST_TIME))) ?? [];
    return at === undefined || Number.isNaN(Date.parse(at)) ? [] : [at];
  });
}

function latestOf(times: readonly string[]): string | undefined {
  const [first, ...others] = times;
  return others.reduce(
    (latest, at) => (latest !== undefined && Date.parse(at) > Date.parse(latest) ? at : latest),
    first,
  );
}

function readLine(text: Buffer, { number, digest, prev }: ChainLine): AuditLine | undefined {
  // What is not of the chain was not written by us, whatever it says.
  if (prev === undefined) return undefined;
  const parsed = parseAuditLine(text.toString('utf8'));
  return parsed && { number, digest, ...parsed };
}

/** Another one after each write, whatever the clock does: the system counts nanoseconds. */
async function stampOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

async function readLog(file: string): Promise<Buffer> {
  try {
    return await readBytes(file, MOST_BYTES.log);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
}
