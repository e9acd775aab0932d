-- Subjects, what was asked of them, and the evidence. A version's content is never updated; an amendment adds one.

CREATE TABLE subjects (
  id           text PRIMARY KEY,
  type         text NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  digest       text NOT NULL,
  state        text NOT NULL,
  -- Grows with every assessment of the version, so that a stale writer loses.
  revision     integer NOT NULL,
  started_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  escalated_at timestamptz,
  approved_at  timestamptz,
  closed_at    timestamptz,
  -- The log entry that says it was satisfied.
  satisfied_entry_id text,
  created_at   timestamptz NOT NULL DEFAULT countersign_now(),
  updated_at   timestamptz NOT NULL DEFAULT countersign_now()
);
CREATE INDEX subjects_state ON subjects (type, state, created_at, id);
CREATE INDEX subjects_open ON subjects (state, updated_at) WHERE state IN ('assessing', 'awaiting_evidence', 'approved');

CREATE TABLE subject_versions (
  subject_id text NOT NULL REFERENCES subjects,
  version    integer NOT NULL,
  digest     text NOT NULL,
  content    jsonb NOT NULL,
  -- A person id, or `client:<id>`.
  created_by text NOT NULL,
  started_at timestamptz NOT NULL,
  PRIMARY KEY (subject_id, version)
);

CREATE TABLE assessments (
  subject_id   text NOT NULL,
  version      integer NOT NULL,
  revision     integer NOT NULL,
  policy_hash  text NOT NULL,
  signals      jsonb NOT NULL,
  specs        jsonb NOT NULL,
  requirements jsonb NOT NULL,
  -- What it rests on, so that it can be redone by a verifier.
  facts        jsonb NOT NULL,
  added_by     text[] NOT NULL,
  relaxed_by   text[] NOT NULL,
  -- The log entry that fixes it.
  entry_id     text NOT NULL,
  assessed_at  timestamptz NOT NULL,
  PRIMARY KEY (subject_id, version, revision),
  FOREIGN KEY (subject_id, version) REFERENCES subject_versions
);

-- Where a requirement belongs: a call desk works by requirement.
CREATE TABLE requirements (
  id         text PRIMARY KEY,
  subject_id text NOT NULL REFERENCES subjects,
  version    integer NOT NULL,
  kind       text NOT NULL
);

CREATE TABLE challenges (
  id              text PRIMARY KEY,
  purpose         text NOT NULL CHECK (purpose IN ('evidence', 'session', 'enrolment')),
  subject_id      text,
  subject_version integer,
  requirement_id  text,
  person_id       text,
  decision        text,
  contacted_by    text,
  blind_entry     boolean NOT NULL DEFAULT false,
  reason          text,
  callback_id     text,
  statement       bytea,
  challenge       bytea NOT NULL,
  -- The verified answer, kept by the API for the worker, which verifies it again.
  credential      jsonb,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  consumed_at     timestamptz
);
CREATE INDEX challenges_person ON challenges (person_id, created_at);
CREATE INDEX challenges_subject ON challenges (subject_id, created_at);

CREATE TABLE evidence (
  id                 text PRIMARY KEY,
  challenge_id       text NOT NULL UNIQUE REFERENCES challenges,
  subject_type       text NOT NULL,
  subject_id         text NOT NULL REFERENCES subjects,
  subject_version    integer NOT NULL,
  subject_digest     text NOT NULL,
  requirement_id     text,
  kind               text,
  decision           text NOT NULL,
  person_id          text NOT NULL,
  for_person_id      text,
  key_id             text NOT NULL REFERENCES keys,
  credential_id      text NOT NULL,
  contacted_by       text NOT NULL,
  statement          bytea NOT NULL,
  statement_digest   text NOT NULL,
  client_data_json   text NOT NULL,
  authenticator_data text NOT NULL,
  signature          text NOT NULL,
  entry_id           text NOT NULL,
  accepted_at        timestamptz NOT NULL,
  voided_by          text
);
CREATE INDEX evidence_subject ON evidence (subject_id, subject_version);
CREATE INDEX evidence_person ON evidence (person_id, accepted_at);

CREATE TABLE blind_entries (
  subject_id     text NOT NULL,
  version        integer NOT NULL,
  requirement_id text NOT NULL,
  person_id      text NOT NULL,
  failures       integer NOT NULL DEFAULT 0,
  matched_at     timestamptz,
  PRIMARY KEY (subject_id, version, requirement_id, person_id)
);

CREATE TABLE callbacks (
  id              text PRIMARY KEY,
  subject_id      text NOT NULL REFERENCES subjects,
  subject_version integer NOT NULL,
  requirement_id  text NOT NULL,
  caller_id       text NOT NULL,
  callee          text NOT NULL,
  contact_id      text NOT NULL,
  contact_version integer NOT NULL,
  -- {outcome, statedMatched, startedAt, endedAt, notesDigest}: what the caller's signature covers.
  outcome         jsonb,
  outcome_at      timestamptz,
  created_at      timestamptz NOT NULL
);
CREATE INDEX callbacks_subject ON callbacks (subject_id);

GRANT SELECT ON subjects, subject_versions, assessments, challenges, evidence, blind_entries, callbacks
  TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT, UPDATE ON subjects TO countersign_api, countersign_worker;
GRANT SELECT ON requirements TO countersign_api, countersign_worker, countersign_signer;
GRANT INSERT ON subject_versions, assessments, requirements TO countersign_api, countersign_worker;
GRANT INSERT ON challenges TO countersign_api;
GRANT UPDATE (credential) ON challenges TO countersign_api;
-- Sign-in challenges are answered in the API; the others are consumed by the worker alone (trigger below).
GRANT UPDATE (consumed_at) ON challenges TO countersign_api, countersign_worker;
GRANT INSERT, UPDATE (voided_by) ON evidence TO countersign_worker;
GRANT INSERT, UPDATE ON blind_entries, callbacks TO countersign_api;

CREATE FUNCTION refuse_api_consumption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.purpose <> 'session' AND current_user = 'countersign_api' THEN
    RAISE EXCEPTION 'only the worker consumes a challenge of purpose %', OLD.purpose USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER challenges_consumption BEFORE UPDATE OF consumed_at ON challenges
  FOR EACH ROW EXECUTE FUNCTION refuse_api_consumption();
