-- Payment orders: what reading, matching and adding up need, beside the subject that carries their content.

CREATE TABLE payment_orders (
  id                  text PRIMARY KEY REFERENCES subjects,
  client_id           text REFERENCES clients,
  submitted_by        text NOT NULL,
  external_id         text NOT NULL,
  -- Not denied, expired, cancelled or failed: what `externalId` is unique among.
  live                boolean NOT NULL DEFAULT true,
  originating_account text NOT NULL REFERENCES originating_accounts,
  entity_id           text NOT NULL REFERENCES entities,
  amount_minor        numeric(24) NOT NULL,
  currency            text NOT NULL,
  -- NULL where there was no fresh rate.
  amount_base_minor   numeric(24),
  payee_key           text NOT NULL,
  account_key         text NOT NULL,
  reference_key       text NOT NULL,
  requesters          text[] NOT NULL,
  instructor_id       text,
  channel             text NOT NULL,
  payment_digest      text NOT NULL,
  execution_date      date NOT NULL,
  supersedes          text,
  batch_id            text,
  created_at          timestamptz NOT NULL
);
CREATE UNIQUE INDEX payment_orders_external_id ON payment_orders (coalesce(client_id, ''), external_id) WHERE live;
CREATE INDEX payment_orders_account ON payment_orders (account_key, created_at);
CREATE INDEX payment_orders_payee ON payment_orders (payee_key, created_at);
CREATE INDEX payment_orders_reference ON payment_orders (reference_key, created_at);
CREATE INDEX payment_orders_instructor ON payment_orders (instructor_id, created_at) WHERE instructor_id IS NOT NULL;
CREATE INDEX payment_orders_requesters ON payment_orders USING gin (requesters);
CREATE INDEX payment_orders_page ON payment_orders (created_at, id);

CREATE TABLE payment_batches (
  id          text PRIMARY KEY,
  client_id   text REFERENCES clients,
  message_id  text NOT NULL,
  file_digest text NOT NULL,
  item_count  integer NOT NULL,
  created_at  timestamptz NOT NULL
);

CREATE TABLE attachments (
  id         text PRIMARY KEY,
  order_id   text NOT NULL REFERENCES payment_orders,
  digest     text NOT NULL,
  media_type text NOT NULL,
  file_name  text NOT NULL,
  bytes      bytea NOT NULL,
  added_by   text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX attachments_order ON attachments (order_id);

CREATE TABLE comments (
  id         text PRIMARY KEY,
  order_id   text NOT NULL REFERENCES payment_orders,
  author     text NOT NULL,
  body       text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX comments_order ON comments (order_id);

GRANT SELECT ON payment_orders, payment_batches, attachments, comments TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT, UPDATE ON payment_orders TO countersign_api;
GRANT UPDATE (live) ON payment_orders TO countersign_worker;
GRANT INSERT ON payment_batches, attachments, comments TO countersign_api;
