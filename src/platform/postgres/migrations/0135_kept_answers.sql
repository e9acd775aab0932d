-- An answer that the API has verified and kept is recorded by the worker, at once as a rule. Where Temporal did not
-- take it, or the API ended in between, a sweep finds it here: when it was kept, and whether the worker has refused it
-- or came too late, so that nobody asks again and no release waits for it.

ALTER TABLE challenges
  ADD COLUMN kept_at timestamptz,
  ADD COLUMN given_up_at timestamptz;

CREATE INDEX challenges_kept ON challenges (kept_at)
  WHERE kept_at IS NOT NULL AND consumed_at IS NULL AND given_up_at IS NULL;

GRANT UPDATE (kept_at) ON challenges TO countersign_api;
GRANT UPDATE (given_up_at) ON challenges TO countersign_worker;
