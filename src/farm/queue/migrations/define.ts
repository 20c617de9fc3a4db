import type { FarmSchemas } from './schemas.ts';

/** A function of the database. */
export interface SqlFunction {
  /** Its name and parameters. */
  readonly head: string;
  readonly returns: string;
  readonly declare?: string;
  readonly body: string;
  /** Whether those with the role of workers may call it, with the rights of who made it. Default false. */
  readonly isForWorkers?: boolean;
}

export type Defined = (schemas: FarmSchemas) => SqlFunction;

/**
 * The statement that makes a function. What it names is named with its schema, and nothing is looked for elsewhere: whoever
 * calls it cannot put a table or function of their own in its way.
 */
export function defineWith(schemas: FarmSchemas): (defined: Defined) => string {
  return (defined) => {
    const { head, returns, declare = '', body, isForWorkers = false } = defined(schemas);
    return `CREATE FUNCTION ${schemas.farm}.${head} RETURNS ${returns} LANGUAGE plpgsql
      ${isForWorkers ? 'SECURITY DEFINER' : ''} SET search_path = pg_catalog, pg_temp
      AS $body$ #variable_conflict use_column
      DECLARE ${declare} BEGIN ${body} END $body$`;
  };
}
