-- Roles, the clock, the outbox and what its relay makes of it, and idempotency keys.

-- Roles belong to the server, not to the database, so several databases that migrate at once race for them. Whoever
-- comes second finds them made. `tuple concurrently updated` (XX000) is how two GRANTs of one role collide.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['countersign_api', 'countersign_worker', 'countersign_signer'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
      END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The login % may not create the role %', current_user, role_name
          USING HINT = format('As a database administrator: CREATE ROLE %I NOLOGIN', role_name);
    END;
    -- So that a single login can serve a single machine. Production grants each process its own role instead.
    FOR attempt IN 1..20 LOOP
      BEGIN
        IF NOT pg_has_role(current_user, role_name, 'SET') THEN
          EXECUTE format('GRANT %I TO %I', role_name, current_user);
        END IF;
        EXIT;
      EXCEPTION
        WHEN unique_violation OR internal_error THEN PERFORM pg_sleep(0.05);
        WHEN insufficient_privilege THEN EXIT;
      END;
    END LOOP;
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA public TO countersign_api, countersign_worker, countersign_signer;

-- The one clock of all rules: the server's, in milliseconds, never before the newest log entry, so that evidence
-- cannot seem older than what it answers when the server's clock steps back. VOLATILE, because it must see an entry
-- of the same statement; in a query that should use an index write (SELECT countersign_now()).
-- SECURITY DEFINER lets every role read the time without reading the log.
CREATE FUNCTION countersign_now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  newest timestamptz;
BEGIN
  -- The log's tables are of a later migration.
  IF to_regclass('public.log_entries') IS NOT NULL THEN
    SELECT at INTO newest FROM log_entries ORDER BY seq DESC LIMIT 1;
  END IF;
  RETURN date_trunc('milliseconds', greatest(clock_timestamp(), newest));
END
$$;
REVOKE ALL ON FUNCTION countersign_now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION countersign_now() TO countersign_api, countersign_worker, countersign_signer;

-- What a transaction wants done after it: an event published, a workflow started, a mail sent.
CREATE TABLE outbox (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('event', 'workflow', 'mail')),
  subject_type text,
  subject_id text,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- Set when an event has its place in `events`; only then is it handed out.
  sequence bigint,
  attempts integer NOT NULL DEFAULT 0,
  -- Machine time, not countersign_now(): retrying is no rule, and tests that stop the clock must not stop it.
  next_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_due ON outbox (kind, next_at) WHERE kind <> 'event' OR sequence IS NOT NULL;
CREATE INDEX outbox_unsequenced ON outbox (created_at, id) WHERE kind = 'event' AND sequence IS NULL;
GRANT INSERT ON outbox TO countersign_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO countersign_worker;

-- Append-only. The relay numbers events under a lock, without gaps, so whoever has read up to n misses none below.
CREATE TABLE events (
  sequence bigint PRIMARY KEY,
  id text NOT NULL UNIQUE,
  type text NOT NULL,
  subject_type text,
  subject_id text NOT NULL,
  data jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX events_by_subject ON events (subject_id, sequence);
GRANT SELECT ON events TO countersign_api;
GRANT SELECT, INSERT ON events TO countersign_worker;

-- Answers given to writes, for those who ask again. There is no `in flight` row: the record is written in the
-- transaction of its effect, and until that commits an advisory lock stands for it, which a crash cannot leave behind.
CREATE TABLE idempotency_keys (
  client_id text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  response_status integer NOT NULL,
  response_body jsonb NOT NULL,
  response_headers jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
GRANT SELECT, INSERT ON idempotency_keys TO countersign_api;
GRANT SELECT, DELETE ON idempotency_keys TO countersign_worker;
