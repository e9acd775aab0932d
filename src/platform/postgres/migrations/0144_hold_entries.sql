-- The signer reads from the log itself which holds were placed that have no leaf yet, and the API which were placed since
-- a token was signed.
CREATE INDEX log_entries_holds ON log_entries (at) WHERE kind = 'hold.placed';
