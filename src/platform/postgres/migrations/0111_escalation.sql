-- Who raised it and why; NULL where time did. The log holds the digest of the reason, not its words.
ALTER TABLE subjects
  ADD COLUMN escalated_by text,
  ADD COLUMN escalation_reason text;

-- What the console's lists read: what is open in the order it came, what is over newest first.
CREATE INDEX subjects_before_release ON subjects (created_at, id)
  WHERE state IN ('assessing', 'awaiting_evidence', 'approved');
CREATE INDEX subjects_ended ON subjects (closed_at, id) WHERE closed_at IS NOT NULL;
