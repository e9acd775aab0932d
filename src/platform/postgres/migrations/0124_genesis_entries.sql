-- Every release asks how it began here. Where that was never confirmed, as no demo is, the log was read to its end for it.
CREATE INDEX log_entries_genesis ON log_entries (kind, seq) WHERE kind IN ('genesis', 'genesis.confirmed');
