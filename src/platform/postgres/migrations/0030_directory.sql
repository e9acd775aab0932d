-- Payees, their accounts and contacts. An account becomes known only through its own signed account change.

CREATE TABLE counterparties (
  id         text PRIMARY KEY,
  name       text NOT NULL,
  -- NFKC, case-folded: how names are matched, never shown.
  name_key   text NOT NULL,
  provenance text NOT NULL,
  -- The subject whose evidence put it on file.
  vetted_by  text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT countersign_now()
);
CREATE INDEX counterparties_name ON counterparties (name_key);

CREATE TABLE external_accounts (
  id              text PRIMARY KEY,
  counterparty_id text NOT NULL REFERENCES counterparties,
  version         integer NOT NULL,
  identification  jsonb NOT NULL,
  account_key     text NOT NULL,
  state           text NOT NULL CHECK (state IN ('active', 'retired')),
  vetted_by       text NOT NULL,
  -- At onboarding there was no account to change from; later ones raise BANK_CHANGE for a while.
  onboarded       boolean NOT NULL,
  activated_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX external_accounts_active ON external_accounts (counterparty_id, account_key) WHERE state = 'active';
CREATE INDEX external_accounts_key ON external_accounts (account_key);

CREATE TABLE contacts (
  id          text PRIMARY KEY,
  owner_type  text NOT NULL CHECK (owner_type IN ('counterparty', 'person')),
  owner_id    text NOT NULL,
  version     integer NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('phone', 'email')),
  value       text NOT NULL,
  provenance  text NOT NULL,
  -- When its provenance was last checked by a second person.
  verified_at timestamptz NOT NULL,
  time_zone   text NOT NULL,
  vetted_by   text NOT NULL,
  -- At onboarding the signed check of provenance stands in for age.
  onboarded   boolean NOT NULL,
  state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retired')),
  created_at  timestamptz NOT NULL
);
CREATE INDEX contacts_owner ON contacts (owner_type, owner_id);

-- Names that open changes are to put on file. Of two that propose one name as new, the second would get past the call
-- to the payee that the first had put on file by then.
CREATE TABLE proposed_names (
  name_key   text PRIMARY KEY,
  subject_id text NOT NULL
);
CREATE INDEX proposed_names_subject ON proposed_names (subject_id);

GRANT SELECT ON counterparties, external_accounts, contacts TO countersign_api, countersign_worker, countersign_signer;
GRANT SELECT, INSERT ON proposed_names TO countersign_api;
GRANT SELECT, DELETE ON proposed_names TO countersign_worker;
GRANT INSERT, UPDATE ON counterparties, external_accounts, contacts TO countersign_worker;
