-- What this machine takes the time to be, whatever the log says: the signer holds it against its own clock.
CREATE FUNCTION countersign_machine_time() RETURNS timestamptz LANGUAGE sql VOLATILE
  SET search_path = pg_catalog, pg_temp AS $$ SELECT clock_timestamp() $$;
GRANT EXECUTE ON FUNCTION countersign_machine_time() TO countersign_api, countersign_worker, countersign_signer;
