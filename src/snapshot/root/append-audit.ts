import { open, type FileHandle } from 'node:fs/promises';
import { ensureRegular } from '../../base/files/open-regular.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { AuditHead } from '../../contract/audit.ts';
import type { AuditEntry, AuditNote } from '../../contract/decision.ts';
import { digestOf, followChain, isHalfLine, NONE, UNKNOWN } from './audit-chain.ts';
import { readHead, writeHead } from './audit-head.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { writeRoot } from './write-root.ts';

/**
 * Appends one line to `audit.ndjson`, which names the digest of the line before it, and forces it to disk; then the head.
 * The line follows what the head names, not what it finds: where the end was cut or changed, the chain shows that from then
 * on. The caller holds the root's lock. Gives the new head. Throws `SNAPSHOT_SOURCE`, `NO_SPACE`.
 */
export function appendAudit(
  root: string,
  line: AuditEntry | AuditNote,
  sign: (head: AuditHead) => AuditHead = (head) => head,
): Promise<AuditHead> {
  const trouble = `the log of decisions '${LAYOUT.audit(root)}' cannot be written`;
  return writeRoot(root, trouble, async () => {
    const head = sign(await append(root, line));
    await writeHead(root, head);
    return head;
  });
}

async function append(root: string, line: AuditEntry | AuditNote): Promise<AuditHead> {
  const head = await readHead(root);
  await using file = await open(LAYOUT.audit(root), 'a+', 0o644);
  const info = await file.stat();
  // A FIFO or a device takes every line, and keeps none.
  ensureRegular(LAYOUT.audit(root), info);
  const from = head === undefined || head === 'damaged' || head.bytes > info.size ? 0 : head.bytes;
  const bytes = await readFrom(file, from, info.size);
  const isCut = bytes.length > 0 && bytes.at(-1) !== NEWLINE;
  // A crash may have taken no more of a line than its newline.
  const end = findEnd(head, isCut ? Buffer.concat([bytes, Buffer.of(NEWLINE)]) : bytes, from);
  const rest = bytes.subarray(end.bytes - from);
  const torn = rest.length > 0 && isTorn(rest) ? { torn: digestOf(isCut ? rest : rest.subarray(0, -1)) } : {};
  const { version, ...said } = line;
  // What the chain is followed by comes first, so that nothing need be parsed for it.
  const text = printableJson({ prev: end.digest, ...torn, version, ...said });
  // A line that a crash cut off must not swallow the next one.
  await file.appendFile(`${isCut ? '\n' : ''}${text}\n`);
  await file.sync();
  const added = Buffer.byteLength(text) + (isCut ? 2 : 1);
  const lines = end.lines + countLines(rest) + (isCut && rest.length > 0 ? 2 : 1);
  return { version: 1, lines, bytes: info.size + added, digest: digestOf(Buffer.from(text)), at: line.at };
}

const NEWLINE = 0x0a;

/** Where the log ends as far as it is ours: at its head, or one line behind it where a crash came between the two. */
function findEnd(
  head: AuditHead | 'damaged' | undefined,
  bytes: Buffer,
  from: number,
): Pick<AuditHead, 'lines' | 'bytes' | 'digest'> {
  if (head === undefined || head === 'damaged') return findEndWithout(bytes, head === undefined);
  const [next] = from === head.bytes ? followChain(bytes).lines : [];
  if (next?.prev === head.digest && next.start === 0)
    return { lines: head.lines + 1, bytes: from + next.end + 1, digest: next.digest };
  // What is beyond the head is no line of ours, or the head's own line is gone: the next one says what it should follow.
  return { lines: head.lines, bytes: Math.min(head.bytes, from + bytes.length), digest: head.digest };
}

/** A crash may come between the very first line and its head; any other log has one. */
function findEndWithout(bytes: Buffer, isNew: boolean): Pick<AuditHead, 'lines' | 'bytes' | 'digest'> {
  const { lines, end } = followChain(bytes);
  const [first] = lines;
  if (isNew && first === undefined) return { lines: 0, bytes: 0, digest: NONE };
  if (isNew && lines.length === 1 && first?.prev === NONE)
    return { lines: 1, bytes: first.end + 1, digest: first.digest };
  return { lines: lines.length, bytes: end, digest: UNKNOWN };
}

function isTorn(rest: Buffer): boolean {
  const pieces: Buffer[] = [];
  for (let start = 0; start < rest.length;) {
    const newline = rest.indexOf(NEWLINE, start);
    const end = newline < 0 ? rest.length : newline;
    pieces.push(rest.subarray(start, end));
    start = end + 1;
  }
  return pieces.every(isHalfLine);
}

function countLines(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum + Number(byte === NEWLINE), 0);
}

async function readFrom(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
