-- Gives committed events their place, in one call: what is asked before the lock and what is asked under it are
-- statements of their own here, and each sees what was committed before it.
CREATE FUNCTION place_events(p_limit integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  placed bigint;
BEGIN
  -- Most often nothing waits, and nobody has to wait for that.
  IF NOT EXISTS (SELECT FROM outbox WHERE kind = 'event' AND sequence IS NULL) THEN
    RETURN 0;
  END IF;
  -- Arbitrary and fixed. Held until commit, so the numbers become visible in the order they were given.
  PERFORM pg_advisory_xact_lock(7021903116);
  WITH last AS (SELECT coalesce(max(sequence), 0) AS sequence FROM events),
  batch AS (
    SELECT id, row_number() OVER (ORDER BY created_at, id) AS position
    FROM outbox WHERE kind = 'event' AND sequence IS NULL
    ORDER BY created_at, id LIMIT p_limit
  ),
  placed AS (
    UPDATE outbox SET sequence = last.sequence + batch.position
    FROM batch, last WHERE outbox.id = batch.id
    RETURNING outbox.sequence, payload, subject_type, subject_id, created_at, traceparent
  )
  INSERT INTO events (sequence, id, type, subject_type, subject_id, data, occurred_at, traceparent)
  SELECT sequence, payload->>'eventId', payload->>'type', subject_type, subject_id, payload->'data', created_at,
    traceparent
  FROM placed;
  GET DIAGNOSTICS placed = ROW_COUNT;
  RETURN placed;
END
$$;
REVOKE ALL ON FUNCTION place_events(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_events(integer) TO countersign_worker;
