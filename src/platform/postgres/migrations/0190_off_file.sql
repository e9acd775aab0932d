-- Accounts and contacts that were taken off file, by their ids, since when, and the entry of the log that says so (ADR
-- 0039). Not in their own rows: what signatures put on file as the same account beside one that was there has none.
CREATE TABLE off_file (
  id         text PRIMARY KEY,
  entry_id   text NOT NULL,
  retired_at timestamptz NOT NULL
);
GRANT SELECT ON off_file TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT ON off_file TO countersign_worker;
CREATE INDEX external_accounts_payee ON external_accounts (counterparty_id);
