-- Freezes. Placing takes one person and one step; lifting is a subject that needs evidence.

CREATE TABLE holds (
  id         text PRIMARY KEY,
  scope      text NOT NULL CHECK (scope IN ('order', 'counterparty', 'person', 'channel', 'entity', 'everything')),
  -- The id it freezes; '*' for everything.
  target     text NOT NULL,
  reason     text NOT NULL,
  placed_by  text NOT NULL,
  placed_at  timestamptz NOT NULL,
  lifted_by  text,
  lifted_at  timestamptz
);
CREATE INDEX holds_active ON holds (scope, target) WHERE lifted_at IS NULL;

CREATE TABLE cases (
  id         text PRIMARY KEY,
  kind       text NOT NULL,
  person_id  text,
  opened_by  text NOT NULL,
  summary    text NOT NULL,
  opened_at  timestamptz NOT NULL,
  closed_at  timestamptz
);
CREATE INDEX cases_open ON cases (kind, person_id) WHERE closed_at IS NULL;

GRANT SELECT ON holds, cases TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT ON holds, cases TO countersign_api, countersign_worker;
GRANT UPDATE (lifted_by, lifted_at) ON holds TO countersign_worker;
GRANT UPDATE (closed_at) ON cases TO countersign_worker;
