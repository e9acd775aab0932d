-- Each process looks, before it does anything, whether the database is at its version.
GRANT SELECT ON schema_migrations TO countersign_api, countersign_worker, countersign_signer;
