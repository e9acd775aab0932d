-- What an unreleased order passes on to those like it: one row for each thing it passes on and each payee, account and
-- reference that it had in any version. Before, the newest twenty like orders were read, and older ones stayed out of
-- sight behind what somebody cancelled after them.

-- Digests, because an index entry holds 2.7 kB, and an order must not be impossible to deny for the length of its payee's
-- name.
CREATE FUNCTION order_likeness(kind text, key text) RETURNS bytea LANGUAGE sql IMMUTABLE
  RETURN sha256(convert_to(kind || ' ' || key, 'UTF8'));
CREATE FUNCTION mark_digest(mark jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE
  RETURN sha256(convert_to(mark::text, 'UTF8'));

CREATE TABLE order_marks (
  likeness    bytea NOT NULL,
  -- The day, in UTC, on which the order ended unreleased; infinity while it is before release.
  ended_on    date NOT NULL,
  mark_digest bytea NOT NULL,
  -- Of the order: by which an earlier one is told from a later one.
  created_at  timestamptz NOT NULL,
  order_id    text NOT NULL REFERENCES payment_orders,
  -- `RatchetMark` in domain/ratchet.ts.
  mark        jsonb NOT NULL,
  -- In this order: a reader goes from mark to mark of a day, and looks at one order of each.
  PRIMARY KEY (likeness, ended_on, mark_digest, created_at, order_id)
);
CREATE INDEX order_marks_open ON order_marks (order_id) WHERE ended_on = 'infinity';

-- What an order that has ended passes on stays, whoever it is that writes.
CREATE FUNCTION refuse_forgotten_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what an order that ended passes on is kept';
END $$;
CREATE TRIGGER order_marks_stay BEFORE DELETE ON order_marks FOR EACH ROW WHEN (OLD.ended_on <> 'infinity')
  EXECUTE FUNCTION refuse_forgotten_mark();

GRANT SELECT, INSERT, DELETE ON order_marks TO countersign_api, countersign_worker;

-- Whatever ended of late, and whatever is open and somebody claims to be somebody in.
INSERT INTO order_marks (likeness, ended_on, mark_digest, created_at, order_id, mark)
SELECT DISTINCT order_likeness(own.kind, own.key), passing.ended_on, mark_digest(marks.mark), own.created_at,
       own.order_id, marks.mark
  FROM (
    SELECT subjects.id, subjects.state, assessment.signals, assessment.specs,
           CASE WHEN subjects.state IN ('denied', 'expired', 'cancelled')
                THEN (coalesce(subjects.closed_at, subjects.updated_at) AT TIME ZONE 'UTC')::date
                ELSE 'infinity'::date END AS ended_on
      FROM subjects
      JOIN assessments AS assessment
        ON assessment.subject_id = subjects.id AND assessment.version = subjects.version
       AND assessment.revision = subjects.revision
     WHERE subjects.type = 'order'
       AND (subjects.state IN ('denied', 'expired', 'cancelled')
            AND coalesce(subjects.closed_at, subjects.updated_at) > countersign_now() - interval '32 days'
            OR subjects.state IN ('assessing', 'awaiting_evidence', 'approved')
            AND EXISTS (SELECT FROM jsonb_array_elements(assessment.signals) AS signals (found)
                         WHERE starts_with(found ->> 'code', 'CHANNEL_')
                            OR found ->> 'code' IN ('CONTACTED', 'ACTIVE_IMPERSONATION')))
  ) AS passing
  JOIN payment_order_keys AS own ON own.order_id = passing.id
 CROSS JOIN LATERAL (
   SELECT jsonb_build_object('kind', 'unreleased') AS mark
    UNION ALL
   SELECT jsonb_build_object('kind', 'denied') WHERE passing.state = 'denied'
    UNION ALL
   SELECT jsonb_build_object('kind', 'signal', 'code', found -> 'code')
     FROM jsonb_array_elements(passing.signals) AS signals (found)
    UNION ALL
   SELECT jsonb_build_object('kind', 'spec', 'spec', spec) FROM jsonb_array_elements(passing.specs) AS specs (spec)
 ) AS marks
ON CONFLICT DO NOTHING;

-- By which the newest were found. That an order had these keys is still what its marks go by.
DROP INDEX payment_order_keys_key;
ALTER TABLE payment_order_keys DROP COLUMN last_at;
