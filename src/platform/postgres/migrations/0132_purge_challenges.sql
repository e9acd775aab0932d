-- Anybody may ask to sign in, and each time leaves a challenge: random bytes that are worth nothing once they have
-- expired, answered or not. Those of evidence and enrolment are the record's and stay.

CREATE INDEX challenges_session_expiry ON challenges (expires_at) WHERE purpose = 'session';

-- Forgets a page of those that expired more than a day ago; returns how many. SECURITY DEFINER, because no role may
-- delete challenges. Of those that meet, one works.
CREATE FUNCTION purge_session_challenges(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  gone bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('countersign.challenges.purge', 0)) THEN
    RETURN 0;
  END IF;
  DELETE FROM challenges WHERE id IN (
    SELECT id FROM challenges
     WHERE purpose = 'session' AND expires_at < (SELECT countersign_now()) - interval '1 day'
     ORDER BY expires_at LIMIT most
  );
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION purge_session_challenges(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION purge_session_challenges(integer) TO countersign_worker;
