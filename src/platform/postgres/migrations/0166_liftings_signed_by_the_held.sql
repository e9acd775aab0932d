-- Whoever a hold was on could sign its lifting. The signer believes such a lifting no longer, so the hold stands again,
-- and others lift it. What was reported about the person, and was closed along with it, is open again as well.
WITH lifted AS (
  SELECT id, target, lifted_at FROM holds
   WHERE scope = 'person' AND lifted_at IS NOT NULL
     AND EXISTS (SELECT FROM evidence signed
                  WHERE signed.subject_id = holds.lifted_by AND signed.person_id = holds.target
                    AND signed.decision = 'confirm')
), reopened AS (
  UPDATE cases SET closed_at = NULL
    FROM lifted
   WHERE cases.kind = 'impersonation' AND cases.person_id = lifted.target AND cases.closed_at = lifted.lifted_at
)
UPDATE holds SET lifted_by = NULL, lifted_at = NULL WHERE id IN (SELECT id FROM lifted);
