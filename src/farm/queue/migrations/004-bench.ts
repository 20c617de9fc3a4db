import { defineWith, type Defined } from './define.ts';
import type { FarmSchemas } from './schemas.ts';

/** All that a worker can do. Each may be called again with the same keys where its answer was lost on the way. */
export function bench(schemas: FarmSchemas): readonly string[] {
  return [HELLO, BYE, TAKE, BEAT, TELL, PUT_FILE, FINISH, GIVE_UP, GET_CONTENT].map(defineWith(schemas));
}

const HELLO: Defined = ({ farm }) => ({
  head: `hello(p_session uuid, p_name text, p_saltern text, p_labels text[], p_memory double precision,
    p_cores double precision)`,
  returns: 'void',
  isForWorkers: true,
  body: `
    INSERT INTO ${farm}.workers (session, name, saltern, labels, memory, cores)
      VALUES (p_session, p_name, p_saltern, p_labels, p_memory, p_cores)
      ON CONFLICT (session) DO UPDATE SET seen_at = now();`,
});

/** What it is at is begun by others at once. */
const BYE: Defined = ({ farm }) => ({
  head: 'bye(p_session uuid)',
  returns: 'void',
  isForWorkers: true,
  declare: 'o RECORD;',
  body: `
    FOR o IN SELECT j.id, t.attempt FROM ${farm}.jobs j JOIN ${farm}.attempts t ON t.job = j.id
      WHERE t.session = p_session AND t.ended_at IS NULL ORDER BY j.run_id, j.id FOR UPDATE OF j
    LOOP
      PERFORM ${farm}.lose(o.id, o.attempt, 'its worker ended', true);
    END LOOP;
    DELETE FROM ${farm}.workers WHERE session = p_session;`,
});

/**
 * The job with the highest priority that the worker can hold. One that the worker could hold, were it at less, has been
 * passed over: when that has gone on for long, one worker takes nothing else until it has the room.
 */
const TAKE: Defined = ({ farm }) => ({
  head: `take(p_session uuid, p_key uuid, p_memory double precision, p_cores double precision,
    p_patience_ms double precision)`,
  returns: 'TABLE (spec text, attempt integer, silent_ms double precision, limit_ms double precision)',
  isForWorkers: true,
  declare: `w ${farm}.workers; c RECORD; j ${farm}.jobs; given_up TEXT[]; got UUID;`,
  body: `
    RETURN QUERY SELECT o.spec, t.attempt, o.silent_ms, o.limit_ms FROM ${farm}.attempts t
      JOIN ${farm}.jobs o ON o.id = t.job WHERE t.key = p_key AND t.ended_at IS NULL;
    IF FOUND THEN RETURN; END IF;
    UPDATE ${farm}.workers SET seen_at = now() WHERE session = p_session RETURNING * INTO w;
    IF NOT FOUND THEN RETURN; END IF;
    given_up := ARRAY(SELECT o.boss::text FROM ${farm}.attempts t JOIN ${farm}.jobs o ON o.id = t.job
      WHERE t.session = p_session AND t.is_given_up AND t.ended_at > now() - INTERVAL '1 minute');
    FOR c IN
      SELECT q.name, q.memory <= p_memory AND q.cores <= p_cores AS fits, h.id, h.passed_at, h.reserved_by
        FROM ${farm}.queues q CROSS JOIN LATERAL (
          SELECT o.id, o.priority, o.passed_at, o.reserved_by FROM ${farm}.jobs o
            WHERE o.queue = q.name AND o.state = 'waiting' AND o.boss::text <> ALL (given_up)
            ORDER BY o.priority DESC LIMIT 1) h
        WHERE q.saltern = w.saltern AND q.labels <@ w.labels AND q.memory <= w.memory AND q.cores <= w.cores
        ORDER BY h.priority DESC
    LOOP
      IF NOT c.fits THEN
        IF c.passed_at IS NULL THEN
          UPDATE ${farm}.jobs SET passed_at = now() WHERE id = (SELECT o.id FROM ${farm}.jobs o
            WHERE o.id = c.id AND o.state = 'waiting' FOR UPDATE SKIP LOCKED);
        ELSIF c.passed_at < now() - p_patience_ms * INTERVAL '1 millisecond' AND (
          c.reserved_by IS NULL OR c.reserved_by = p_session OR NOT EXISTS (SELECT FROM ${farm}.workers o
            WHERE o.session = c.reserved_by AND o.seen_at > now() - INTERVAL '2 minutes')) THEN
          UPDATE ${farm}.jobs SET reserved_by = p_session WHERE id = (SELECT o.id FROM ${farm}.jobs o
            WHERE o.id = c.id AND o.state = 'waiting' FOR UPDATE SKIP LOCKED);
          RETURN;
        END IF;
        CONTINUE;
      END IF;
      got := ${farm}.boss_fetch(given_up, c.name);
      CONTINUE WHEN got IS NULL;
      UPDATE ${farm}.jobs SET state = 'taken', attempt = attempt + 1 WHERE boss = got AND state = 'waiting'
        RETURNING * INTO j;
      IF NOT FOUND THEN
        PERFORM ${farm}.boss_cancel(c.name, ARRAY[got]);
        CONTINUE;
      END IF;
      INSERT INTO ${farm}.attempts (job, attempt, key, session, worker) VALUES (j.id, j.attempt, p_key, p_session, w.name);
      PERFORM ${farm}.say(j.run_id, j.id, j.attempt, w.name, 'taken', NULL, NULL);
      RETURN QUERY SELECT j.spec, j.attempt, j.silent_ms, j.limit_ms;
      RETURN;
    END LOOP;`,
});

/** What became of attempts: `taken` still, `cancelled` as its run was, or `gone` to another. */
const BEAT: Defined = ({ farm }) => ({
  head: 'beat(p_session uuid, p_keys uuid[])',
  returns: 'TABLE (key uuid, state text)',
  isForWorkers: true,
  body: `
    UPDATE ${farm}.workers SET seen_at = now() WHERE session = p_session;
    UPDATE ${farm}.attempts t SET beat_at = now() WHERE t.key = ANY (p_keys) AND t.ended_at IS NULL;
    RETURN QUERY SELECT k.key, CASE WHEN t.key IS NULL OR t.ended_at IS NOT NULL THEN 'gone'
        WHEN r.cancelled_at IS NOT NULL THEN 'cancelled' ELSE 'taken' END
      FROM unnest(p_keys) AS k (key) LEFT JOIN ${farm}.attempts t ON t.key = k.key
      LEFT JOIN ${farm}.jobs o ON o.id = t.job LEFT JOIN ${farm}.runs r ON r.run_id = o.run_id;`,
});

const TELL: Defined = ({ farm }) => ({
  head: 'tell(p_key uuid, p_first integer, p_events text[])',
  returns: 'void',
  isForWorkers: true,
  declare: `j ${farm}.jobs; t ${farm}.attempts; fresh TEXT[];`,
  body: `
    SELECT o.* INTO j FROM ${farm}.jobs o JOIN ${farm}.attempts a ON a.job = o.id WHERE a.key = p_key FOR UPDATE OF o;
    SELECT * INTO t FROM ${farm}.attempts WHERE key = p_key AND ended_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    fresh := p_events[greatest(1, t.told - p_first + 2):];
    IF cardinality(fresh) = 0 THEN RETURN; END IF;
    UPDATE ${farm}.attempts SET told = p_first + cardinality(p_events) - 1 WHERE key = p_key;
    PERFORM ${farm}.say(j.run_id, j.id, t.attempt, t.worker, 'events', '[' || array_to_string(fresh, ',') || ']', NULL);`,
});

/** What it names is kept under the digest that its bytes have, whatever the worker says. */
const PUT_FILE: Defined = ({ farm }) => ({
  head: 'put_file(p_key uuid, p_call uuid, p_name text, p_bytes bytea)',
  returns: 'void',
  isForWorkers: true,
  declare: `j ${farm}.jobs; t ${farm}.attempts; of_bytes TEXT := 'sha256:' || encode(sha256(p_bytes), 'hex');`,
  body: `
    SELECT o.* INTO j FROM ${farm}.jobs o JOIN ${farm}.attempts a ON a.job = o.id WHERE a.key = p_key FOR UPDATE OF o;
    SELECT * INTO t FROM ${farm}.attempts WHERE key = p_key AND ended_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO ${farm}.files (call, job, attempt, name, digest) VALUES (p_call, j.id, t.attempt, p_name, of_bytes)
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO ${farm}.contents (digest, bytes) VALUES (of_bytes, p_bytes)
      ON CONFLICT (digest) DO UPDATE SET used_at = now();
    INSERT INTO ${farm}.uses VALUES (j.run_id, of_bytes) ON CONFLICT DO NOTHING;
    PERFORM ${farm}.say(j.run_id, j.id, t.attempt, t.worker, 'file', json_build_object('name', p_name,
      'content', json_build_object('digest', of_bytes, 'bytes', length(p_bytes)))::text, NULL);`,
});

/** The first result of the attempt that the job is at counts; every other one is kept. */
const FINISH: Defined = ({ farm }) => ({
  head: 'finish(p_key uuid, p_call uuid, p_result text, p_signature text)',
  returns: 'boolean',
  isForWorkers: true,
  declare: `j ${farm}.jobs; t ${farm}.attempts; is_first BOOLEAN; kept BIGINT;`,
  body: `
    SELECT o.* INTO j FROM ${farm}.jobs o JOIN ${farm}.attempts a ON a.job = o.id WHERE a.key = p_key FOR UPDATE OF o;
    IF NOT FOUND THEN RETURN false; END IF;
    SELECT * INTO t FROM ${farm}.attempts WHERE key = p_key;
    SELECT counts INTO is_first FROM ${farm}.results WHERE call = p_call;
    IF FOUND THEN RETURN is_first; END IF;
    is_first := t.ended_at IS NULL AND j.state = 'taken' AND j.attempt = t.attempt;
    INSERT INTO ${farm}.results (call, job, attempt, worker, digest, result, signature, counts) VALUES (p_call, j.id,
      t.attempt, t.worker, 'sha256:' || encode(sha256(convert_to(p_result, 'UTF8')), 'hex'), p_result, p_signature, is_first)
      RETURNING id INTO kept;
    IF is_first THEN
      UPDATE ${farm}.attempts SET ended_at = now() WHERE key = p_key;
      UPDATE ${farm}.jobs SET state = 'done', ended_at = now() WHERE id = j.id;
      PERFORM ${farm}.boss_complete(j.queue, ARRAY[j.boss], NULL, ARRAY[j.boss::text || ':' || (t.attempt - 1)]);
    END IF;
    PERFORM ${farm}.say(j.run_id, j.id, t.attempt, t.worker, CASE WHEN is_first THEN 'result' ELSE 'late' END, NULL, kept);
    RETURN is_first;`,
});

const GIVE_UP: Defined = ({ farm }) => ({
  head: 'give_up(p_key uuid, p_why text)',
  returns: 'void',
  isForWorkers: true,
  declare: 'of_job TEXT; of_attempt INTEGER;',
  body: `
    SELECT o.id, a.attempt INTO of_job, of_attempt FROM ${farm}.jobs o JOIN ${farm}.attempts a ON a.job = o.id
      WHERE a.key = p_key FOR UPDATE OF o;
    IF FOUND THEN PERFORM ${farm}.lose(of_job, of_attempt, p_why, true); END IF;`,
});

const GET_CONTENT: Defined = ({ farm }) => ({
  head: 'get_content(p_digest text)',
  returns: 'bytea',
  isForWorkers: true,
  body: `RETURN (SELECT bytes FROM ${farm}.contents WHERE digest = p_digest);`,
});
