-- By which an order is found when another one like it comes: of every version, because an order that was amended away
-- from an account and then cancelled was once an order to that account.

CREATE TABLE payment_order_keys (
  order_id   text NOT NULL REFERENCES payment_orders,
  version    integer NOT NULL,
  -- `payee`, `account` or `reference`.
  kind       text NOT NULL,
  key        text NOT NULL,
  -- Of the order, not of the version: by which the newest are found.
  created_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, version, kind)
);
CREATE INDEX payment_order_keys_key ON payment_order_keys (kind, key, created_at);

GRANT SELECT ON payment_order_keys TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT ON payment_order_keys TO countersign_api;
