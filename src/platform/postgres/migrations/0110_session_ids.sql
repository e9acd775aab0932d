-- People see where they are signed in, and end what they do not know. The id says nothing about the token.
ALTER TABLE sessions
  ADD COLUMN id text NOT NULL DEFAULT 'ses_' || replace(gen_random_uuid()::text, '-', ''),
  ADD COLUMN user_agent text;
CREATE UNIQUE INDEX sessions_id ON sessions (id);
CREATE INDEX sessions_person ON sessions (person_id, created_at);
