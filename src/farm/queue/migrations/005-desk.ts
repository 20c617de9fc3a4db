import { defineWith, type Defined } from './define.ts';
import type { FarmSchemas } from './schemas.ts';

/** What only who starts runs can do, as the owner of the tables. */
export function desk(schemas: FarmSchemas): readonly string[] {
  return [REAP, CANCEL, FORGET].map(defineWith(schemas));
}

/** Ends the attempts whose workers are not heard of any more, and those that take too long. */
const REAP: Defined = ({ farm }) => ({
  head: 'reap()',
  returns: 'void',
  declare: 'o RECORD;',
  body: `
    FOR o IN
      SELECT j.id, j.attempt, j.silent_ms, j.limit_ms, t.beat_at < now() - j.silent_ms * INTERVAL '1 millisecond' AS is_silent
        FROM ${farm}.jobs j JOIN ${farm}.attempts t ON t.job = j.id AND t.attempt = j.attempt
        WHERE j.state = 'taken' AND (t.beat_at < now() - j.silent_ms * INTERVAL '1 millisecond'
          OR t.taken_at < now() - j.limit_ms * INTERVAL '1 millisecond')
        ORDER BY j.run_id, j.id FOR UPDATE OF j SKIP LOCKED
    LOOP
      PERFORM ${farm}.lose(o.id, o.attempt, CASE
        WHEN o.is_silent THEN 'its worker was not heard of for ' || round(o.silent_ms / 1000) || ' s'
        ELSE 'it took longer than ' || round(o.limit_ms / 1000) || ' s' END, false);
    END LOOP;`,
});

/** Those that wait are not begun any more; workers ask what became of the others. */
const CANCEL: Defined = ({ farm }) => ({
  head: 'cancel(p_run text)',
  returns: 'void',
  declare: 'o RECORD;',
  body: `
    UPDATE ${farm}.runs SET cancelled_at = now() WHERE run_id = p_run AND cancelled_at IS NULL;
    FOR o IN SELECT queue, array_agg(boss) AS ids FROM ${farm}.jobs
      WHERE run_id = p_run AND state = 'waiting' GROUP BY queue ORDER BY queue
    LOOP
      PERFORM ${farm}.boss_cancel(o.queue, o.ids);
    END LOOP;
    FOR o IN UPDATE ${farm}.jobs SET state = 'cancelled', ended_at = now() WHERE run_id = p_run AND state = 'waiting'
      RETURNING id, attempt
    LOOP
      PERFORM ${farm}.say(p_run, o.id, o.attempt, '', 'lost', '{"reason":"the run was cancelled","isLast":true}', NULL);
    END LOOP;
    PERFORM pg_notify('${farm}_jobs', 'cancelled');`,
});

/** Removes runs that are older and over, with all that is theirs, and contents that no run needs any more. */
const FORGET: Defined = ({ farm, boss }) => ({
  head: 'forget(p_keep_ms double precision)',
  returns: 'TABLE (runs bigint, contents bigint)',
  declare: `old_runs TEXT[]; gone_runs BIGINT; gone_contents BIGINT; before TIMESTAMPTZ := now() - p_keep_ms * INTERVAL '1 millisecond';`,
  body: `
    old_runs := ARRAY(SELECT r.run_id FROM ${farm}.runs r WHERE r.created_at < before
      AND NOT EXISTS (SELECT FROM ${farm}.jobs j WHERE j.run_id = r.run_id AND (j.ended_at IS NULL OR j.ended_at >= before))
      FOR UPDATE SKIP LOCKED);
    DELETE FROM ${boss}.job b USING ${farm}.jobs j WHERE j.run_id = ANY (old_runs) AND (b.id = j.boss OR b.source_root_id = j.boss);
    DELETE FROM ${farm}.runs r WHERE r.run_id = ANY (old_runs);
    GET DIAGNOSTICS gone_runs = ROW_COUNT;
    DELETE FROM ${farm}.contents c WHERE c.used_at < before
      AND NOT EXISTS (SELECT FROM ${farm}.uses u WHERE u.digest = c.digest);
    GET DIAGNOSTICS gone_contents = ROW_COUNT;
    DELETE FROM ${farm}.workers w WHERE w.seen_at < before;
    RETURN QUERY SELECT gone_runs, gone_contents;`,
});
