-- A log entry takes the time that its transaction read after its locks, which may be a little earlier than that of the
-- entry before it. The floor of the clock is therefore the latest of the newest few.
CREATE OR REPLACE FUNCTION countersign_now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  newest timestamptz;
BEGIN
  SELECT max(at) INTO newest FROM (SELECT at FROM log_entries ORDER BY seq DESC LIMIT 32) AS recent;
  RETURN date_trunc('milliseconds', greatest(clock_timestamp(), newest));
END
$$;
