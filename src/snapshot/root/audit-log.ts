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

/** All lines that can be read, oldest first, and the numbers (from 1) of those that cannot. Empty without a log. */
export async function readAudit(root: string): Promise<AuditLog> {
  return parseLog(await readRaw(root), () => true);
}

/** The bytes of the log, and how its lines follow each other. Throws `SNAPSHOT_SOURCE`. */
export async function readRaw(root: string): Promise<RawLog> {
  const bytes = await withinRoot(root, () => readLog(LAYOUT.audit(root)));
  return { bytes, chain: followChain(bytes) };
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

/** When the log first names a content. */
export async function seenAt(root: string, digest: string): Promise<string | undefined> {
  const { lines } = parseLog(await readRaw(root), (text) => text.includes(digest));
  const first = lines.find((line) => (line.kind === 'note' ? line.note.snapshot : line.entry.to)?.digest === digest);
  if (first === undefined) return undefined;
  return first.kind === 'note' ? first.note.at : first.entry.at;
}

function readLine(text: Buffer, { number, digest, prev }: ChainLine): AuditLine | undefined {
  // What is not of the chain was not written by us, whatever it says.
  if (prev === undefined) return undefined;
  const parsed = parseAuditLine(text.toString('utf8'));
  return parsed && { number, digest, ...parsed };
}

async function readLog(file: string): Promise<Buffer> {
  try {
    return await readBytes(file, MOST_BYTES.log);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
}
