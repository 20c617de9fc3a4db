/**
 * What an index knows of many files, in memory as it lies on disk: a hundred thousand objects take ten times as much, and
 * to read them from text takes longer than all that they save.
 */
export interface FileTable {
  /** Rows in use; there may be room for more. */
  readonly count: number;
  /** `COLUMNS` of each row: inode, device, size, time of the last write and of the last change. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** The sha256 of each row, `SUM_BYTES`. */
  readonly sums: Buffer<ArrayBuffer>;
  /** Row → its checksum of another kind, for the few that have one. */
  readonly also: ReadonlyMap<number, string>;
}

export const COLUMNS = { ino: 0, dev: 1, size: 2, mtimeMs: 3, ctimeMs: 4 } as const;
export const WIDTH = 5;
export const SUM_BYTES = 32;

/** What an index begins with; the number of its rows follows. */
const HEAD = Buffer.from('saltern-files 1\n');
const ROW_BYTES = WIDTH * 8 + SUM_BYTES;

/** Throws an `Error` where the bytes are not those of `formatTable`. Pure. */
export function parseTable(bytes: Buffer): FileTable {
  if (!bytes.subarray(0, HEAD.length).equals(HEAD)) throw new Error('it is no index');
  const count = bytes.readDoubleLE(HEAD.length);
  const from = HEAD.length + 8;
  const end = from + count * ROW_BYTES;
  if (!Number.isSafeInteger(count) || count < 0 || end > bytes.length) throw new Error('it is cut off');
  const numbers = new Float64Array(count * WIDTH);
  // Copied, for numbers have to lie at a multiple of their length.
  new Uint8Array(numbers.buffer).set(bytes.subarray(from, from + numbers.byteLength));
  const sums = Buffer.from(bytes.subarray(from + numbers.byteLength, end));
  return { count, numbers, sums, also: parseAlso(bytes.toString('utf8', end)) };
}

function parseAlso(text: string): ReadonlyMap<number, string> {
  const pairs: unknown = JSON.parse(text);
  if (!Array.isArray(pairs)) throw new Error('it is no index');
  return new Map(pairs.map(parsePair));
}

function parsePair(pair: unknown): readonly [row: number, text: string] {
  const [row, text]: readonly unknown[] = Array.isArray(pair) ? pair : [];
  if (typeof row !== 'number' || typeof text !== 'string') throw new Error('it is no index');
  return [row, text];
}

/** The rows that changed before a time (milliseconds), as `parseTable` takes them. Pure. */
export function formatTable(table: FileTable, before: number): readonly Uint8Array[] {
  const { count, numbers, sums, also } = selectRows(table, before);
  const head = Buffer.alloc(HEAD.length + 8);
  HEAD.copy(head);
  head.writeDoubleLE(count, HEAD.length);
  return [head, new Uint8Array(numbers.buffer, 0, numbers.byteLength), sums, Buffer.from(JSON.stringify([...also]))];
}

function selectRows({ count, numbers, sums, also }: FileTable, before: number): FileTable {
  const isKept = (row: number): boolean => (numbers[row * WIDTH + COLUMNS.ctimeMs] ?? before) < before;
  const keptNumbers = new Float64Array(count * WIDTH);
  const keptSums = Buffer.allocUnsafeSlow(count * SUM_BYTES);
  const keptAlso = new Map<number, string>();
  let kept = 0;
  // Nearly all are kept, so whole runs are copied.
  for (let from = 0, to = 0; from < count; from = to + 1) {
    for (to = from; to < count && isKept(to); to += 1) {
      const text = also.get(to);
      if (text !== undefined) keptAlso.set(kept + to - from, text);
    }
    keptNumbers.set(numbers.subarray(from * WIDTH, to * WIDTH), kept * WIDTH);
    sums.copy(keptSums, kept * SUM_BYTES, from * SUM_BYTES, to * SUM_BYTES);
    kept += to - from;
  }
  return {
    count: kept,
    numbers: keptNumbers.subarray(0, kept * WIDTH),
    sums: keptSums.subarray(0, kept * SUM_BYTES),
    also: keptAlso,
  };
}
