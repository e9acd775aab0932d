-- Policies by hash. The newest published one is in force; the one at submission still binds an order.

CREATE TABLE policies (
  hash         text PRIMARY KEY,
  -- PolicyDocument: what the hash covers.
  document     jsonb NOT NULL,
  -- The YAML as its author wrote it, comments included.
  source       text NOT NULL,
  -- 'genesis', or the policy-change subject that published it.
  published_by text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT countersign_now()
);

GRANT SELECT ON policies TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT ON policies TO countersign_worker;
