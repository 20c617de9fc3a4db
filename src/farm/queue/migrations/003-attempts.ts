import { defineWith, type Defined } from './define.ts';
import type { FarmSchemas } from './schemas.ts';

/** How an attempt begins, goes on, and ends without a result: called by the functions that workers and desks call. */
export function attempts(schemas: FarmSchemas): readonly string[] {
  return [SAY, LOSE].map(defineWith(schemas));
}

/**
 * News are numbered without holes within their run, under the lock of its row: a reader that has seen a number has seen all
 * below it.
 */
const SAY: Defined = ({ farm }) => ({
  head: 'say(p_run text, p_job text, p_attempt integer, p_worker text, p_type text, p_body text, p_result bigint)',
  returns: 'void',
  declare: 'number BIGINT;',
  body: `
    UPDATE ${farm}.runs SET news = news + 1 WHERE run_id = p_run RETURNING news INTO number;
    INSERT INTO ${farm}.news (run_id, n, job, attempt, worker, type, body, result)
      VALUES (p_run, number, p_job, p_attempt, p_worker, p_type, p_body, p_result);
    PERFORM pg_notify('${farm}_news', p_run);`,
});

/** Ends an open attempt, whose job's row is locked, and gives the job to another where it may be begun once more. */
const LOSE: Defined = ({ farm }) => ({
  head: 'lose(p_job text, p_attempt integer, p_why text, p_is_given_up boolean)',
  returns: 'void',
  declare: `j ${farm}.jobs; a ${farm}.attempts; is_last BOOLEAN;`,
  body: `
    SELECT * INTO j FROM ${farm}.jobs WHERE id = p_job;
    UPDATE ${farm}.attempts SET ended_at = now(), why = p_why, is_given_up = p_is_given_up
      WHERE job = p_job AND attempt = p_attempt AND ended_at IS NULL RETURNING * INTO a;
    IF NOT FOUND OR j.attempt <> p_attempt OR j.state <> 'taken' THEN RETURN; END IF;
    is_last := p_attempt >= j.attempts
      OR EXISTS (SELECT FROM ${farm}.runs r WHERE r.run_id = j.run_id AND r.cancelled_at IS NOT NULL);
    IF is_last AND p_attempt < j.attempts THEN
      PERFORM ${farm}.boss_cancel(j.queue, ARRAY[j.boss]);
    ELSE
      PERFORM ${farm}.boss_fail(j.queue, ARRAY[j.boss], jsonb_build_object('value', p_why),
        ARRAY[j.boss::text || ':' || (p_attempt - 1)]);
    END IF;
    UPDATE ${farm}.jobs SET state = CASE WHEN is_last THEN 'lost' ELSE 'waiting' END,
      ended_at = CASE WHEN is_last THEN now() END, passed_at = NULL, reserved_by = NULL WHERE id = p_job;
    PERFORM ${farm}.say(j.run_id, p_job, p_attempt, a.worker, 'lost',
      json_build_object('reason', p_why, 'isLast', is_last)::text, NULL);
    IF NOT is_last THEN PERFORM pg_notify('${farm}_jobs', 'jobs'); END IF;`,
});
