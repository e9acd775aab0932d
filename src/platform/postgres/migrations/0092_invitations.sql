-- Who renewed an invitation; null for those the organisation began with, whose hashes genesis covers. A key enrolled
-- with a renewed one needs another administrator's signature in every profile.
ALTER TABLE enrolments ADD COLUMN invited_by text REFERENCES people;
