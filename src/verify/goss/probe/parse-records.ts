/** Bytes by record name. */
export type ProbeRecords = ReadonlyMap<string, Buffer>;

/** Name of the record that says the reply is whole. */
const END = 'end';

/**
 * Splits a probe's reply into records. Anything before the first mark is ignored (some shells print something when they
 * start). Gives `undefined` when the end mark is missing: a truncated reply must never look like a pass.
 */
export function parseRecords(reply: string, nonce: string): ProbeRecords | undefined {
  const bytes = Buffer.from(reply, 'base64');
  const mark = Buffer.from(`\n${nonce} `, 'latin1');
  const records = new Map<string, Buffer>();
  let start = bytes.indexOf(mark);
  while (start >= 0) {
    const nameStart = start + mark.length;
    const nameEnd = bytes.indexOf(0x0a, nameStart);
    if (nameEnd < 0) return undefined;
    const next = bytes.indexOf(mark, nameEnd);
    const name = bytes.toString('utf8', nameStart, nameEnd);
    records.set(name, bytes.subarray(nameEnd + 1, next < 0 ? bytes.length : next));
    start = next;
  }
  return records.has(END) ? records : undefined;
}

/** A record as text; empty when it is missing. */
export function recordText(records: ProbeRecords, name: string): string {
  return records.get(name)?.toString('utf8') ?? '';
}
