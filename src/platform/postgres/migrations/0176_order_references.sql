-- Whether a payment is another once more is told by what its reference looks like, so the reference itself is kept.
ALTER TABLE payment_orders ADD COLUMN reference text;
UPDATE payment_orders
   SET reference = version.content -> 'payment' ->> 'reference'
  FROM subjects
  JOIN subject_versions version ON version.subject_id = subjects.id AND version.version = subjects.version
 WHERE subjects.id = payment_orders.id;
ALTER TABLE payment_orders ALTER COLUMN reference SET NOT NULL;
-- Of one amount to one account.
CREATE INDEX payment_orders_twins ON payment_orders (account_key, amount_minor, currency, created_at) WHERE counts;
