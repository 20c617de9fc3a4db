import type { BossStatements, FarmSchemas } from './schemas.ts';

/**
 * pg-boss' own statements as functions, so that a worker needs no rights on its tables. They are called by ours, and given to
 * nobody.
 */
export function engine({ farm }: FarmSchemas, { fetch, complete, fail, cancel }: BossStatements): readonly string[] {
  return [
    define(`${farm}.boss_fetch(text[], text) RETURNS uuid`, `${fetch} INTO got; RETURN got.id;`),
    define(`${farm}.boss_complete(text, uuid[], jsonb, text[]) RETURNS void`, `${complete} INTO got;`),
    define(`${farm}.boss_fail(text, uuid[], jsonb, text[]) RETURNS void`, `${fail} INTO got;`),
    define(`${farm}.boss_cancel(text, uuid[]) RETURNS void`, `${cancel} INTO got;`),
  ];
}

function define(head: string, body: string): string {
  return `CREATE OR REPLACE FUNCTION ${head} LANGUAGE plpgsql AS $boss$ DECLARE got RECORD; BEGIN ${body} END $boss$`;
}
