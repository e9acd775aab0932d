-- What was released, what the ERP reported back, and where webhooks go.

CREATE TABLE releases (
  order_id      text PRIMARY KEY REFERENCES payment_orders,
  order_version integer NOT NULL,
  payment_digest text NOT NULL,
  -- Everything a verifier needs, as canonical JSON, and its SHA-256.
  bundle        text NOT NULL,
  bundle_digest text NOT NULL,
  -- The first token and when it ends: handed out as it is while it lives.
  token         text NOT NULL,
  token_expires_at timestamptz NOT NULL,
  released_at   timestamptz NOT NULL
);

CREATE TABLE reports (
  order_id       text NOT NULL REFERENCES payment_orders,
  status         text NOT NULL CHECK (status IN ('executed', 'failed', 'returned')),
  bank_reference text,
  reported_for   timestamptz NOT NULL,
  client_id      text NOT NULL,
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (order_id, status)
);

CREATE TABLE webhook_endpoints (
  id         text PRIMARY KEY,
  client_id  text NOT NULL REFERENCES clients,
  url        text NOT NULL,
  -- The whsec_ secret, sealed with the keyring.
  secret     text NOT NULL,
  state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
  created_at timestamptz NOT NULL
);

CREATE TABLE webhook_deliveries (
  id           text PRIMARY KEY,
  endpoint_id  text NOT NULL REFERENCES webhook_endpoints,
  event_id     text NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  last_status  text,
  delivered_at timestamptz,
  created_at   timestamptz NOT NULL,
  UNIQUE (endpoint_id, event_id)
);

GRANT SELECT ON releases, reports, webhook_deliveries TO countersign_api, countersign_worker;
GRANT SELECT ON webhook_endpoints TO countersign_worker;
-- Lists endpoints, and has no use for their secrets.
GRANT SELECT (id, client_id, url, state, created_at) ON webhook_endpoints TO countersign_api;
GRANT SELECT ON releases TO countersign_signer;
GRANT INSERT ON releases TO countersign_worker;
GRANT INSERT ON reports TO countersign_api;
GRANT INSERT, UPDATE ON webhook_endpoints, webhook_deliveries TO countersign_worker;

-- Wake the releaser: what a new checkpoint covers may be released.
CREATE FUNCTION announce_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('countersign_checkpoint', '');
  RETURN NULL;
END $$;
CREATE TRIGGER log_checkpoints_announce AFTER INSERT ON log_checkpoints
  FOR EACH ROW EXECUTE FUNCTION announce_checkpoint();
