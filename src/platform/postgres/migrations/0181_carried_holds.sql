-- Whatever holds an order holds what takes its place (ADR 0038). The orders that are like one are looked up by the keys
-- of every version: by the account, by the payee, and by both payee and reference, because a reference alone may be that
-- of ten thousand salaries. By their digest, because an index entry holds 2.7 kB.

INSERT INTO payment_order_keys (order_id, version, kind, key, created_at)
SELECT payee.order_id, payee.version, 'payment', payee.key || E'\n' || reference.key, payee.created_at
  FROM payment_order_keys AS payee
  JOIN payment_order_keys AS reference USING (order_id, version)
 WHERE payee.kind = 'payee' AND reference.kind = 'reference';

CREATE INDEX payment_order_keys_likeness ON payment_order_keys (order_likeness(kind, key), created_at);
ANALYZE payment_order_keys;

-- Holds on what is over are listed now. Those that came with a denial under threat, before there were silent ones, are
-- to show as little as these.
UPDATE holds SET silent = true
  FROM subjects
 WHERE subjects.id = holds.target AND subjects.state = 'denied' AND holds.scope = 'order'
   AND holds.reason = 'Held for security. Ask the security group.' AND holds.placed_at >= subjects.closed_at;

-- As in 0112; a hold on one order may stop any that is like it. A silent one tells nobody more than before.
CREATE OR REPLACE FUNCTION announce_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('countersign_subject', CASE TG_TABLE_NAME
    WHEN 'subjects' THEN to_jsonb(NEW) ->> 'id'
    WHEN 'evidence' THEN to_jsonb(NEW) ->> 'subject_id'
    ELSE CASE WHEN (to_jsonb(NEW) -> 'silent')::boolean THEN to_jsonb(NEW) ->> 'target' ELSE '*' END
  END);
  RETURN NULL;
END $$;
