import { hash } from 'node:crypto';
import { cksum } from './cksum.ts';

/** Bytes by record name. The parts of a record that separators divide have names of their own: `NAME.0`, `NAME.1` …. */
export type ProbeRecords = ReadonlyMap<string, Buffer>;

/** Name of the record that says that all pieces were run. */
const END = 'end';
/** Name in the mark of a separator. */
const NEXT_PART = '+';

/**
 * Splits a probe's reply into records. Whatever a shell says before the begin mark is ignored. A reply that is not whole
 * is a problem, a part of a sentence: its end mark is missing or is not the last word, its length or checksum is another,
 * a record is there twice. It must never look like an answer.
 */
export function parseReply(reply: string, nonce: string): ProbeRecords | { readonly problem: string } {
  const begin = `\n=${nonce}\n`;
  const parts = `\n${reply}`.split(begin);
  if (parts.length !== 2) return { problem: parts.length < 2 ? 'it never began to answer' : 'it began twice' };
  const [text = '', ...ends] = (parts[1] ?? '').split(`=${nonce} `);
  const sum = /^(?:(?<crc>\d+) (?<length>\d+)|(?<sha256>[0-9a-f]{64}) +-)\s*$/.exec(ends[0] ?? '')?.groups;
  if (ends.length !== 1 || !sum) return { problem: 'its end mark is missing, or is not its last word' };
  if (!/^[A-Za-z0-9+/\n]*={0,2}\n*$/.test(text)) return { problem: 'it was changed on its way' };
  const bytes = Buffer.from(text, 'base64');
  return isOf(bytes, sum) ? splitRecords(bytes, nonce) : { problem: 'it was changed on its way' };
}

function isOf(bytes: Buffer, { crc, length, sha256 }: Readonly<Record<string, string | undefined>>): boolean {
  if (sha256 !== undefined) return hash('sha256', bytes) === sha256;
  return bytes.length === Number(length) && cksum(bytes) === Number(crc);
}

/** A record as text; empty when it is missing, so only for what explains a verdict. */
export function recordText(records: ProbeRecords, name: string): string {
  return records.get(name)?.toString('utf8') ?? '';
}

/** The record's lines without the empty ones; undefined: there is no such record. */
export function recordLines(records: ProbeRecords, name: string): readonly string[] | undefined {
  return records.get(name)?.toString('utf8').split('\n').filter(Boolean);
}

/** The parts of a record, as many as there must be; undefined when there are not. */
export function recordParts(records: ProbeRecords, name: string, count: number): readonly Buffer[] | undefined {
  const parts = Array.from({ length: count }, (_, at) => records.get(`${name}.${at}`)).filter(
    (part) => part !== undefined,
  );
  return parts.length === count && !records.has(`${name}.${count}`) ? parts : undefined;
}

function splitRecords(bytes: Buffer, nonce: string): ProbeRecords | { readonly problem: string } {
  const mark = Buffer.from(`\n${nonce} `, 'latin1');
  const records = new Map<string, Buffer>();
  let [record, part] = ['', 0];
  let start = bytes.indexOf(mark);
  if (start !== 0) return { problem: 'it does not begin with a record' };
  while (start >= 0) {
    const nameEnd = bytes.indexOf(0x0a, start + mark.length);
    if (nameEnd < 0) return { problem: 'it ends in the middle of a mark' };
    const next = bytes.indexOf(mark, nameEnd);
    const written = bytes.toString('utf8', start + mark.length, nameEnd);
    [record, part] = written === NEXT_PART ? [record, part + 1] : [written, -1];
    const name = part < 0 ? record : `${record}.${part}`;
    if (records.has(name)) return { problem: `it gives '${name}' twice` };
    records.set(name, bytes.subarray(nameEnd + 1, next < 0 ? bytes.length : next));
    start = next;
  }
  const isLast = record === END && part < 0 && records.get(END)?.length === 0;
  return isLast ? records : { problem: 'it stopped before its last record' };
}
