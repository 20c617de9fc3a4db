import { count } from '../../base/text/count.ts';
import type { AuditHead, AuditState } from '../../contract/audit.ts';
import { followChain, isHalfLine, NONE } from './audit-chain.ts';
import { EMPTY_HEAD, readHead } from './audit-head.ts';
import type { RawLog, ReadLog } from './audit-log.ts';
import { withinRoot } from './within-root.ts';

/** The heads that a mirror of the log got, oldest first, or why it could not be asked. */
export type Mirrored =
  | { readonly kind: 'heads'; readonly heads: readonly AuditHead[] }
  | { readonly kind: 'trouble'; readonly why: string };

/**
 * Whether the log is what was written: each line follows the one before it, and it ends where its head says, or one line
 * later where a crash came between the two; and all that its mirror knows of is there. Needs no lock: it is read again while
 * others write. Throws `SNAPSHOT_SOURCE`.
 */
export async function auditState(
  root: string,
  read: ReadLog,
  askMirror?: () => Promise<Mirrored>,
): Promise<AuditState> {
  // Before the log is read: what others write meanwhile is in the log, and not yet here.
  const mirrored = await askMirror?.();
  const { log, head } = await readStill(root, read);
  const compared = mirrored?.kind === 'heads' ? compareMirror(log, mirrored.heads) : NOTHING;
  const troubles = [
    ...log.chain.troubles.map(({ line, what }) => `line ${line} ${what}`),
    ...findEndTrouble(log, head),
    ...findRestTrouble(log),
    ...compared.troubles,
  ];
  const [trouble] = troubles;
  const last = log.chain.lines.findLast(({ prev }) => prev !== undefined);
  const found = last && { lines: last.number, bytes: last.end + 1, digest: last.digest };
  const isHead = head !== undefined && head !== 'damaged' && head.digest === last?.digest;
  return {
    ...(trouble === undefined ? {} : { trouble: `the log of decisions is not what was written: ${trouble}` }),
    troubles,
    ...(mirrored?.kind === 'trouble' ? { mirrorTrouble: mirrored.why } : {}),
    ...(mirrored?.kind === 'heads' ? { mirrored: mirrored.heads } : {}),
    remarks: [...listRemarks(log), ...compared.remarks],
    head: isHead ? head : { ...EMPTY_HEAD, ...found },
  };
}

/** How often others may write meanwhile; each of them takes longer than a reading. */
const MOST_READINGS = 20;

/** A log that belongs to its head: nobody wrote a line between looking at the one and at the other. */
async function readStill(
  root: string,
  read: ReadLog,
): Promise<{ readonly log: RawLog; readonly head: Awaited<ReturnType<typeof readHead>> }> {
  const look = () => withinRoot(root, () => readHead(root));
  let head = await look();
  for (let reading = 1; ; reading++) {
    const log = await read();
    const after = await look();
    if (JSON.stringify(head) === JSON.stringify(after) || reading === MOST_READINGS) return { log, head: after };
    head = after;
  }
}

/** What is wrong at the end, which no later line tells. */
function findEndTrouble({ bytes, chain }: RawLog, head: AuditHead | 'damaged' | undefined): readonly string[] {
  const { lines } = chain;
  if (head === 'damaged') return ["its head 'audit.head' cannot be read, so nobody knows where it ends"];
  if (head === undefined) {
    const isFirst = lines.length === 0 || (lines.length === 1 && lines[0]?.prev === NONE);
    return isFirst ? [] : ["its head 'audit.head' is gone, so nobody knows where it ends"];
  }
  const at = lines.findIndex(({ end, digest }) => end + 1 === head.bytes && digest === head.digest);
  if (at < 0) return [explainEnd(lines.length, bytes.length, head)];
  const beyond = lines.slice(at + 1);
  const [next, ...more] = beyond;
  if (next === undefined || (next.prev === head.digest && more.length === 0)) return [];
  const halves = beyond.every(({ start, end }) => isHalfLine(bytes.subarray(start, end)));
  if (halves) return [];
  const first = next.prev === head.digest ? next.number + 1 : next.number;
  return [`${listLines(first, lines.length)} not written by saltern: its head names line ${at + 1} as the last`];
}

/** What a crash leaves of a line is its beginning, or all but its newline: anything else was put there. */
function findRestTrouble(log: RawLog): readonly string[] {
  const rest = restOf(log);
  return rest.length === 0 || isOfCrash(rest, log)
    ? []
    : [`it ends in ${count(rest.length, 'byte')} that saltern did not write`];
}

function isOfCrash(rest: Buffer, { chain }: RawLog): boolean {
  const before = chain.lines.findLast(({ prev }) => prev !== undefined)?.digest ?? NONE;
  const [whole] = followChain(Buffer.concat([rest, Buffer.from('\n')])).lines;
  return isHalfLine(rest) || whole?.prev === before;
}

/** What stands after the last newline. */
function restOf({ bytes, chain }: RawLog): Buffer {
  const last = chain.lines.at(-1);
  return bytes.subarray(last === undefined ? 0 : last.end + 1);
}

function explainEnd(lines: number, bytes: number, head: AuditHead): string {
  if (head.bytes > bytes) {
    const where = lines === 0 ? 'all of it is gone' : `its end is gone after line ${lines}`;
    return `${where}: its head names ${count(head.lines, 'line')} and ${count(head.bytes, 'byte')}`;
  }
  return `line ${head.lines}, the last that its head names, was changed`;
}

function listLines(from: number, to: number): string {
  return from === to ? `line ${from} was` : `lines ${from} to ${to} were`;
}

function listRemarks(log: RawLog): readonly string[] {
  const noted = [...log.chain.halves].map(
    (line) => `line ${line} is half a line that a crash left; the log goes on after it`,
  );
  const rest = restOf(log);
  return rest.length === 0 || !isOfCrash(rest, log)
    ? noted
    : [...noted, `it ends in half a line (${count(rest.length, 'byte')}), as a crash leaves it`];
}

type Found = Pick<AuditState, 'troubles' | 'remarks'>;

const NOTHING: Found = { troubles: [], remarks: [] };

/** What the mirror has was written: all of it must still be there, also what was cut off before more was written. */
function compareMirror({ chain }: RawLog, heads: readonly AuditHead[]): Found {
  const lines = chain.lines.filter(({ prev }) => prev !== undefined);
  const place = new Map(lines.map(({ digest }, index) => [digest, index]));
  const gone = heads.find(({ digest }) => !place.has(digest));
  if (gone !== undefined) {
    const what = `line ${gone.lines} of ${gone.at}, which its mirror knows, is not there any more`;
    return { troubles: [what], remarks: [] };
  }
  const behind = lines.length - 1 - (place.get(heads.at(-1)?.digest ?? '') ?? -1);
  return { troubles: [], remarks: behind === 0 ? [] : [`its mirror is ${count(behind, 'line')} behind`] };
}
