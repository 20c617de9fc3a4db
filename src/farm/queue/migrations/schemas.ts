/** Names of the schemas, which stand in SQL text: letters, digits and `_` only. */
export interface FarmSchemas {
  /** Of our tables and functions. */
  readonly farm: string;
  /** Of pg-boss' tables. */
  readonly boss: string;
}

/** What pg-boss itself says to the database, with `$1`, `$2`, … for its values: the queue's name is a value too. */
export interface BossStatements {
  /** `$1`: groups to leave alone, `text[]`; `$2`: queue. */
  readonly fetch: string;
  /** `$1`: queue; `$2`: ids, `uuid[]`; `$3`: output, `jsonb`; `$4`: `id:retry_count` of each, `text[]`. */
  readonly complete: string;
  /** As `complete`. */
  readonly fail: string;
  /** `$1`: queue; `$2`: ids, `uuid[]`. */
  readonly cancel: string;
}

/** Statements that lead from one form to the next. */
export type FarmMigration = (schemas: FarmSchemas, statements: BossStatements) => readonly string[];
