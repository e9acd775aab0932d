-- Since when a key counts, and who confirmed it. A key that never counted leaves its seat unclaimed: refused, given up
-- while it waited, or left to expire, its owner is invited anew.
ALTER TABLE keys ADD COLUMN activated_at timestamptz;
ALTER TABLE keys ADD COLUMN confirmed_by text[] NOT NULL DEFAULT '{}';

-- Of keys that were revoked before this was written down, those whose confirmation never came about did never count.
UPDATE keys SET activated_at = enrolled_at
 WHERE state IN ('active', 'quarantined')
    OR (state = 'revoked' AND NOT EXISTS (
          SELECT FROM subjects change
            JOIN subject_versions version ON version.subject_id = change.id AND version.version = change.version
           WHERE change.type = 'key-change' AND change.state <> 'applied'
             AND version.content ->> 'keyId' = keys.id));

UPDATE keys SET confirmed_by = found.people
  FROM (SELECT version.content ->> 'keyId' AS key_id, array_agg(DISTINCT signed.person_id) AS people
          FROM subjects change
          JOIN subject_versions version ON version.subject_id = change.id AND version.version = change.version
          JOIN evidence signed ON signed.subject_id = change.id AND signed.subject_version = change.version
         WHERE change.type = 'key-change' AND change.state = 'applied' AND signed.decision = 'confirm'
         GROUP BY 1) AS found
 WHERE found.key_id = keys.id;
