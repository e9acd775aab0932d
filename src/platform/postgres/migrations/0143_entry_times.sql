-- The clock of all rules is never before the newest log entry (0125), and whoever may write entries, as the API may,
-- could have moved it: an entry dated a day ahead ends every wait, and one of the year 9999 every order. So an entry says
-- no later time than it is, and says it in the one form that its readers compare (src/domain/instant.ts).
-- It reads as little as it can: a time that has passed by the server's clock is not held against the log.
CREATE FUNCTION log_check_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.body::json ->> 'at' IS DISTINCT FROM to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') THEN
    RAISE EXCEPTION 'LOG_TIME: the time of an entry is not written as 2026-11-30T09:12:00.000Z' USING ERRCODE = 'LG004';
  END IF;
  -- Where the server's clock was set back since the transaction read it, another try reads it again: 40001.
  IF NEW.at > clock_timestamp() AND NEW.at > countersign_now() THEN
    RAISE EXCEPTION 'LOG_TIME: an entry of % is from the future', NEW.at USING ERRCODE = 'serialization_failure';
  END IF;
  -- The signer reads every entry. The largest of ours lists the payees that an organisation began with.
  IF octet_length(NEW.body) > 4194304 THEN
    RAISE EXCEPTION 'LOG_SIZE: an entry is larger than 4 MiB' USING ERRCODE = 'LG004';
  END IF;
  RETURN NEW;
END $$;

-- Not under session_replication_role = replica, unlike the others: what a standby is sent was looked at here.
CREATE TRIGGER entry_is_timed BEFORE INSERT ON log_entries FOR EACH ROW EXECUTE FUNCTION log_check_entry();
