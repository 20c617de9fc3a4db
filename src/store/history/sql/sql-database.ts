/** A value of a column. */
export type SqlValue = string | number | Uint8Array | null;

/** One statement; each `?` stands for a value. */
export interface SqlStatement {
  readonly sql: string;
  readonly values?: readonly SqlValue[];
}

/** A row by the names of its columns. */
export type SqlRow = Readonly<Record<string, unknown>>;

/**
 * What a history needs of a database, with the SQL that SQLite and PostgreSQL share. Everything throws
 * `HISTORY_UNREACHABLE` or `HISTORY_DAMAGED`.
 */
export interface SqlDatabase extends AsyncDisposable {
  /** Name in the registry. */
  readonly name: string;
  /** For people, without a password. */
  readonly place: string;
  query(statement: SqlStatement): Promise<readonly SqlRow[]>;
  /** All of them or none; nobody sees some of them. Gives how many rows each changed. */
  write(statements: readonly SqlStatement[]): Promise<readonly number[]>;
}

/** What differs between engines in the words that make tables. */
export interface SqlTypes {
  /** Text that is sorted by its bytes, whatever the locale. */
  readonly key: string;
  readonly bytes: string;
  readonly number: string;
}
