import type { FarmSchemas } from './schemas.ts';

/**
 * What pg-boss does not hold. A job's row is what changes; attempts end and are kept; results, files and news are only
 * added to. JSON is in columns of text, which hold what `jsonb` refuses. What belongs to a run goes with it.
 */
export function tables({ farm }: FarmSchemas): readonly string[] {
  const key = 'TEXT COLLATE "C"';
  const ofJob = `job ${key} NOT NULL REFERENCES ${farm}.jobs ON DELETE CASCADE`;
  return [
    `CREATE TABLE ${farm}.contents (
      digest ${key} PRIMARY KEY, bytes BYTEA NOT NULL, used_at TIMESTAMPTZ NOT NULL DEFAULT now())`,
    `CREATE TABLE ${farm}.runs (
      run_id ${key} PRIMARY KEY, project TEXT NOT NULL, created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      cancelled_at TIMESTAMPTZ, news BIGINT NOT NULL DEFAULT 0)`,
    // One of pg-boss' queues for each kind of job that the same workers can take.
    `CREATE TABLE ${farm}.queues (
      name ${key} PRIMARY KEY, saltern TEXT NOT NULL, labels TEXT[] NOT NULL, memory DOUBLE PRECISION NOT NULL,
      cores DOUBLE PRECISION NOT NULL)`,
    `CREATE TABLE ${farm}.jobs (
      id ${key} PRIMARY KEY, boss UUID NOT NULL UNIQUE, run_id ${key} NOT NULL REFERENCES ${farm}.runs ON DELETE CASCADE,
      queue ${key} NOT NULL REFERENCES ${farm}.queues, spec TEXT NOT NULL, priority INTEGER NOT NULL,
      limit_ms DOUBLE PRECISION NOT NULL, silent_ms DOUBLE PRECISION NOT NULL, attempts INTEGER NOT NULL,
      attempt INTEGER NOT NULL DEFAULT 0,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'done', 'lost', 'cancelled')),
      passed_at TIMESTAMPTZ, reserved_by UUID, ended_at TIMESTAMPTZ)`,
    `CREATE INDEX jobs_waiting ON ${farm}.jobs (queue, priority DESC) WHERE state = 'waiting'`,
    `CREATE INDEX jobs_open ON ${farm}.jobs (run_id) WHERE ended_at IS NULL`,
    `CREATE INDEX jobs_run ON ${farm}.jobs (run_id)`,
    `CREATE TABLE ${farm}.attempts (
      ${ofJob}, attempt INTEGER NOT NULL, key UUID NOT NULL UNIQUE, session UUID NOT NULL, worker TEXT NOT NULL,
      taken_at TIMESTAMPTZ NOT NULL DEFAULT now(), beat_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      told INTEGER NOT NULL DEFAULT 0, ended_at TIMESTAMPTZ, why TEXT, is_given_up BOOLEAN NOT NULL DEFAULT false,
      PRIMARY KEY (job, attempt))`,
    `CREATE INDEX attempts_open ON ${farm}.attempts (session) WHERE ended_at IS NULL`,
    `CREATE INDEX attempts_given_up ON ${farm}.attempts (session) WHERE is_given_up`,
    `CREATE TABLE ${farm}.results (
      id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, call UUID NOT NULL UNIQUE, ${ofJob}, attempt INTEGER NOT NULL,
      worker TEXT NOT NULL, digest TEXT NOT NULL, result TEXT NOT NULL, signature TEXT, counts BOOLEAN NOT NULL,
      at TIMESTAMPTZ NOT NULL DEFAULT now())`,
    // Whatever races: one result of a job counts.
    `CREATE UNIQUE INDEX results_counting ON ${farm}.results (job) WHERE counts`,
    `CREATE INDEX results_job ON ${farm}.results (job)`,
    `CREATE TABLE ${farm}.files (
      call UUID PRIMARY KEY, ${ofJob}, attempt INTEGER NOT NULL, name TEXT NOT NULL, digest ${key} NOT NULL)`,
    `CREATE INDEX files_job ON ${farm}.files (job)`,
    `CREATE TABLE ${farm}.news (
      run_id ${key} NOT NULL REFERENCES ${farm}.runs ON DELETE CASCADE, n BIGINT NOT NULL, job ${key} NOT NULL,
      attempt INTEGER NOT NULL, worker TEXT NOT NULL, type TEXT NOT NULL, body TEXT,
      result BIGINT REFERENCES ${farm}.results ON DELETE CASCADE,
      PRIMARY KEY (run_id, n))`,
    `CREATE INDEX news_result ON ${farm}.news (result) WHERE result IS NOT NULL`,
    // What a run needs is not removed before it.
    `CREATE TABLE ${farm}.uses (
      run_id ${key} NOT NULL REFERENCES ${farm}.runs ON DELETE CASCADE, digest ${key} NOT NULL,
      PRIMARY KEY (run_id, digest))`,
    `CREATE INDEX uses_digest ON ${farm}.uses (digest)`,
    `CREATE TABLE ${farm}.workers (
      session UUID PRIMARY KEY, name TEXT NOT NULL, saltern TEXT NOT NULL, labels TEXT[] NOT NULL,
      memory DOUBLE PRECISION NOT NULL, cores DOUBLE PRECISION NOT NULL,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), seen_at TIMESTAMPTZ NOT NULL DEFAULT now())`,
  ];
}
