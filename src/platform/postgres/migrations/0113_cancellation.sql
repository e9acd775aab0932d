-- Who cancelled it and why. The log holds the digest of the reason, not its words.
ALTER TABLE subjects
  ADD COLUMN cancelled_by text,
  ADD COLUMN cancellation_reason text;
