#!/bin/sh
# Makes deploy/secrets, once: every password, the four database URLs and the keyring. As root, because each file belongs
# to the account that reads it, mode 0400 (a file-based compose secret keeps owner and mode). Never overwrites.
#   sudo SMTP_URL='smtps://user:password@mail.example.com' deploy/make-secrets.sh
set -eu
umask 077
cd "$(dirname "$0")"
: "${SMTP_URL:?Set it to the mail server, such as smtps://user:password@mail.example.com (dev: smtp://mailpit:1025)}"
if [ -e secrets/keyring ]; then
  echo 'deploy/secrets is made already. Rotate single secrets as docs/operations.md says.' >&2
  exit 1
fi
mkdir -p secrets
chmod 711 secrets

POSTGRES=${POSTGRES_UID:-999} APP=${APP_UID:-10001} SIGNER=${SIGNER_UID:-10002} TEMPORAL=${TEMPORAL_UID:-1000} GRAFANA=${GRAFANA_UID:-472}

random() { head -c 30 /dev/urandom | base64 | tr '+/' '-_'; }
# put NAME OWNER VALUE
put() {
  printf '%s\n' "$3" > "secrets/$1"
  chown "$2:$2" "secrets/$1"
  chmod 400 "secrets/$1"
}

put postgres-password "$POSTGRES" "$(random)"
for process in api worker signer migrate; do
  owner=$APP
  [ "$process" = signer ] && owner=$SIGNER
  password=$(random)
  put "postgres-$process-password" "$POSTGRES" "$password"
  put "database-url-$process" "$owner" "postgres://countersign_$process:$password@postgres:5432/countersign"
done
password=$(random)
put temporal-postgres-password "$POSTGRES" "$password"
put temporal-sql-password "$TEMPORAL" "$password"
put grafana-password "$GRAFANA" "$(random)"
put smtp-url "$APP" "$SMTP_URL"
# Last: it is what says that all are made.
put keyring "$APP" "{\"current\": \"1\", \"keys\": {\"1\": \"$(head -c 32 /dev/urandom | base64)\"}}"
echo 'deploy/secrets is made. Keep a copy of keyring where the database backups are not.'
