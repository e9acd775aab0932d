-- How many holds and reports of impersonation one person has placed of late.
CREATE INDEX holds_placed ON holds (placed_by, placed_at);
CREATE INDEX cases_opened ON cases (opened_by, opened_at);
