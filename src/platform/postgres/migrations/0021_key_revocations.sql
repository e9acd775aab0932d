-- The log entry of a key's revocation: an evidence bundle carries it, so that a verifier knows what came after it.
ALTER TABLE keys ADD COLUMN revocation_entry_id text;
