#!/bin/sh
# Makes or upgrades Temporal's two databases. Runs before each start of the server; does nothing when they are current.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal-sql-password)
export SQL_PASSWORD
for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*} schema=${pair##*:}
  tool="temporal-sql-tool --plugin postgres12 --ep temporal-postgres --port 5432 --user temporal --db $database"
  $tool create
  # Fails where there is a version already, which update-schema then goes on from.
  $tool setup-schema --version 0.0 || true
  $tool update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$schema/versioned"
done
