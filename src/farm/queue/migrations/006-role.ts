import type { FarmSchemas } from './schemas.ts';

/** Group role of workers: a person grants it to the roles they log in with. */
export const WORKER_ROLE = 'saltern_worker';

/**
 * A worker can call the functions made for it, read which form the tables have, and nothing else: it has no right on any
 * table, so it sees a job by taking it, and a content by knowing its digest.
 */
export function role({ farm }: FarmSchemas): readonly string[] {
  return [
    `DO $role$ BEGIN CREATE ROLE ${WORKER_ROLE} NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $role$`,
    `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${farm} FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA ${farm} TO ${WORKER_ROLE}`,
    `GRANT SELECT ON ${farm}.form TO ${WORKER_ROLE}`,
    // Those that run with the rights of who made them are the ones for workers.
    `DO $grant$ DECLARE f REGPROCEDURE; BEGIN
      FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = '${farm}'::regnamespace AND prosecdef LOOP
        EXECUTE 'GRANT EXECUTE ON FUNCTION ' || f || ' TO ${WORKER_ROLE}';
      END LOOP; END $grant$`,
  ];
}
