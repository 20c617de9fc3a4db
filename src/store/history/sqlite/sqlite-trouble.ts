import { SalternError } from '../../../contract/errors.ts';
import { damaged, unreachable } from '../sql/history-trouble.ts';

/** Which file, and how long it was waited for. */
export interface SqliteFile {
  readonly file: string;
  readonly waitMs: number;
}

/** SQLite's codes, of which the lowest byte says what kind it is: https://www.sqlite.org/rescode.html */
const [ERROR, BUSY, LOCKED, READ_ONLY, CORRUPT, NOT_A_DATABASE] = [1, 5, 6, 8, 11, 26];

/** `no such table: …`, `table … has no column named …` */
const LACKS = /no such (?:table|column)|has no column/;

/** What SQLite said, as `HISTORY_UNREACHABLE` or `HISTORY_DAMAGED`. */
export function toSqliteTrouble(error: unknown, { file, waitMs }: SqliteFile): SalternError {
  if (error instanceof SalternError) return error;
  const why = error instanceof Error ? error.message : String(error);
  switch (kindOf(error)) {
    case BUSY:
    case LOCKED:
      return unreachable(file, `another process has held it for ${waitMs / 1000} s`, error);
    case CORRUPT:
    case NOT_A_DATABASE:
      return damaged(file, why, error);
    case ERROR:
      // Its form says that they are there.
      return LACKS.test(why) ? damaged(file, why, error) : unreachable(file, why, error);
    default:
      return unreachable(file, why, error);
  }
}

/** Whether something could not be written that had to be, be it the file or what belongs beside it. */
export function isReadOnly(error: unknown): boolean {
  return kindOf(error) === READ_ONLY;
}

function kindOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}
