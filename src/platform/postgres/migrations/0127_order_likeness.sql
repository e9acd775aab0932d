-- How far back an order is found by what it is like goes by when it was last heard of: when its newest version began, or
-- when it was denied, expired or was cancelled. By when it was first submitted, one that was denied after a month was
-- forgotten on the day it was denied.

ALTER TABLE payment_order_keys ADD COLUMN last_at timestamptz;
UPDATE payment_order_keys SET last_at = greatest(subjects.started_at, subjects.closed_at)
  FROM subjects WHERE subjects.id = payment_order_keys.order_id;
ALTER TABLE payment_order_keys ALTER COLUMN last_at SET NOT NULL;

DROP INDEX payment_order_keys_key;
CREATE INDEX payment_order_keys_key ON payment_order_keys (kind, key, last_at);

GRANT UPDATE (last_at) ON payment_order_keys TO countersign_api, countersign_worker;

-- An account that is no IBAN is found by its number alone, however it is written: `accountLikeness` in domain/payment.ts.
CREATE FUNCTION account_likeness(key text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN key LIKE 'other:[%'
              THEN 'other:' || lower(regexp_replace(normalize(substr(key, 7)::jsonb ->> 4, NFKC), '[^[:alnum:]]', '', 'g'))
              ELSE key END;
UPDATE payment_orders SET account_key = account_likeness(account_key) WHERE account_key LIKE 'other:[%';
UPDATE payment_order_keys SET key = account_likeness(key) WHERE kind = 'account' AND key LIKE 'other:[%';
DROP FUNCTION account_likeness(text);
