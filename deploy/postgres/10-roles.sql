-- Runs once, as superuser, when the database is first made. Each process gets a login of its own, which is its role:
-- none of them can SET ROLE to another, and only `countersign_migrate` owns anything. The passwords come from the
-- secrets of the database's own container and stand in no file of ours.
DO $$
DECLARE
  process text;
  password text;
BEGIN
  FOREACH process IN ARRAY ARRAY['api', 'worker', 'signer', 'migrate'] LOOP
    password := trim(E' \r\n\t' FROM pg_read_file(format('/run/secrets/postgres-%s-password', process)));
    IF length(password) < 20 THEN
      RAISE EXCEPTION 'The password of countersign_% is shorter than 20 characters', process;
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD %L',
                   'countersign_' || process, password);
  END LOOP;
  EXECUTE format('ALTER DATABASE %I OWNER TO countersign_migrate', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO countersign_api, countersign_worker, countersign_signer',
                 current_database());
END
$$;
ALTER SCHEMA public OWNER TO countersign_migrate;
-- More connections than the pools of a process can open are not its pools'.
ALTER ROLE countersign_api CONNECTION LIMIT 80;
ALTER ROLE countersign_worker CONNECTION LIMIT 160;
ALTER ROLE countersign_signer CONNECTION LIMIT 10;
ALTER ROLE countersign_migrate CONNECTION LIMIT 5;
