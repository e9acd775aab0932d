-- Who may do what: the organisation, its people, their keys and sessions, and the API clients.
-- Only the worker writes people and keys after set-up; the API writes sessions, counters and proposals.

CREATE TABLE organisation (
  singleton      boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  name           text NOT NULL,
  base_currency  text NOT NULL,
  locale         text NOT NULL,
  -- {asOf, maxAgeDays, rates: {USD: "0.92"}}
  rates          jsonb NOT NULL,
  -- The genesis manifest: kind, id and digest of every item the organisation began with. Log entry 0 covers it.
  genesis        jsonb NOT NULL,
  genesis_digest text NOT NULL,
  -- Two administrators confirmed each other's key; nothing releases before. Implied in demo and sandbox.
  confirmed_at   timestamptz,
  created_at     timestamptz NOT NULL DEFAULT countersign_now()
);

CREATE TABLE entities (
  id             text PRIMARY KEY,
  name           text NOT NULL,
  time_zone      text NOT NULL,
  holidays       text,
  business_hours text NOT NULL,
  cut_off        text NOT NULL
);

CREATE TABLE originating_accounts (
  id        text PRIMARY KEY,
  entity_id text NOT NULL REFERENCES entities,
  iban      text NOT NULL UNIQUE,
  currency  text NOT NULL
);

CREATE TABLE groups (id text PRIMARY KEY);

CREATE TABLE people (
  id           text PRIMARY KEY,
  email        text NOT NULL,
  name         text NOT NULL,
  roles        text[] NOT NULL,
  groups       text[] NOT NULL,
  external_ids jsonb NOT NULL,
  state        text NOT NULL CHECK (state IN ('pending', 'active', 'left')),
  created_at   timestamptz NOT NULL DEFAULT countersign_now()
);
CREATE UNIQUE INDEX people_email ON people (lower(email));

CREATE TABLE limits (
  person_id       text NOT NULL REFERENCES people,
  entity_id       text NOT NULL REFERENCES entities,
  currency        text NOT NULL,
  per_order_minor numeric(24) NOT NULL,
  per_day_minor   numeric(24) NOT NULL,
  PRIMARY KEY (person_id, entity_id, currency)
);

-- Invitations, by the hash of their secret. A spent secret is kept with the key it enrolled, as proof.
CREATE TABLE enrolments (
  token_hash text PRIMARY KEY,
  person_id  text NOT NULL REFERENCES people,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT countersign_now()
);

CREATE TABLE keys (
  id                 text PRIMARY KEY,
  person_id          text NOT NULL REFERENCES people,
  credential_id      text NOT NULL UNIQUE,
  public_key         bytea NOT NULL,
  algorithm          integer NOT NULL,
  aaguid             text NOT NULL,
  fingerprint        text NOT NULL,
  transports         text[] NOT NULL DEFAULT '{}',
  label              text,
  state              text NOT NULL CHECK (state IN ('pending', 'active', 'quarantined', 'revoked')),
  quarantine_ends_at timestamptz,
  -- The registration as it was signed, so that anyone can verify it again.
  attestation_object text NOT NULL,
  client_data_json   text NOT NULL,
  statement          bytea NOT NULL,
  enrolment_token    text,
  -- The log entry of the enrolment.
  entry_id           text NOT NULL,
  enrolled_at        timestamptz NOT NULL DEFAULT countersign_now(),
  revoked_at         timestamptz
);
CREATE INDEX keys_person ON keys (person_id);
-- An invitation enrols one key.
CREATE UNIQUE INDEX keys_enrolment ON keys (enrolment_token) WHERE enrolment_token IS NOT NULL;

-- Signature counters apart from the keys, because signing in (the API's work) moves them too.
CREATE TABLE key_counters (
  key_id  text PRIMARY KEY REFERENCES keys,
  counter bigint NOT NULL
);

CREATE TABLE sessions (
  token_hash   text PRIMARY KEY,
  person_id    text NOT NULL REFERENCES people,
  key_id       text NOT NULL REFERENCES keys,
  created_at   timestamptz NOT NULL DEFAULT countersign_now(),
  last_used_at timestamptz NOT NULL DEFAULT countersign_now(),
  expires_at   timestamptz NOT NULL,
  ended_at     timestamptz
);

CREATE TABLE clients (
  id          text PRIMARY KEY,
  secret_hash text NOT NULL UNIQUE,
  scopes      text[] NOT NULL,
  channels    text[] NOT NULL,
  state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'revoked')),
  created_at  timestamptz NOT NULL DEFAULT countersign_now()
);

GRANT SELECT ON organisation, entities, originating_accounts, groups, people, limits, enrolments, keys, key_counters, clients
  TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT, UPDATE ON people, limits, enrolments, keys, clients TO countersign_worker;
GRANT UPDATE (confirmed_at, rates) ON organisation TO countersign_worker;
GRANT INSERT, UPDATE ON key_counters TO countersign_api, countersign_worker;
GRANT SELECT, INSERT, UPDATE ON sessions TO countersign_api;
GRANT SELECT, UPDATE ON sessions TO countersign_worker;
