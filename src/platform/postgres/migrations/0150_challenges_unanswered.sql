-- Challenges to enrol a key, to give one up or to confirm the other administrator's, that nobody answered in time are
-- worth nothing either, and whoever holds an invitation or a session may ask for any number. Those that were accepted
-- are the record's and stay.

CREATE INDEX challenges_enrolment_expiry ON challenges (expires_at) WHERE purpose = 'enrolment' AND consumed_at IS NULL;

-- Forgets a page of each that expired more than a day ago; returns how many. SECURITY DEFINER, because no role may
-- delete challenges. Of those that meet, one works.
CREATE FUNCTION purge_challenges(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  sessions bigint;
  enrolments bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('countersign.challenges.purge', 0)) THEN
    RETURN 0;
  END IF;
  DELETE FROM challenges WHERE id IN (
    SELECT id FROM challenges
     WHERE purpose = 'session' AND expires_at < (SELECT countersign_now()) - interval '1 day'
     ORDER BY expires_at LIMIT most
  );
  GET DIAGNOSTICS sessions = ROW_COUNT;
  DELETE FROM challenges WHERE id IN (
    SELECT id FROM challenges
     WHERE purpose = 'enrolment' AND consumed_at IS NULL
       AND expires_at < (SELECT countersign_now()) - interval '1 day'
     ORDER BY expires_at LIMIT most
  );
  GET DIAGNOSTICS enrolments = ROW_COUNT;
  RETURN sessions + enrolments;
END $$;
REVOKE ALL ON FUNCTION purge_challenges(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION purge_challenges(integer) TO countersign_worker;
