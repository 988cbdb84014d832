#!/usr/bin/env bash
# Makes PostgreSQL and Redis answer on loopback, with the role and databases that the README names.
# Used by .ci/run on a bare Debian; changes nothing where they already do.
set -euo pipefail

as_postgres() { # runs psql as the database owner, over TCP or the local socket; asks no password
  psql -wqAt -h 127.0.0.1 -U postgres -c "$1" 2>/dev/null || su postgres -c "psql -qAt -c \"$1\""
}

install() {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

if ! pg_isready -q -h 127.0.0.1; then
  command -v pg_ctlcluster >/dev/null || install postgresql
  pg_ctlcluster --skip-systemctl-redirect "$(ls /etc/postgresql | sort -V | tail -1)" main start || true
  for _ in $(seq 30); do pg_isready -q -h 127.0.0.1 && break; sleep 1; done
fi
pg_isready -q -h 127.0.0.1 || { echo "PostgreSQL does not answer on 127.0.0.1:5432" >&2; exit 1; }

if ! redis-cli -h 127.0.0.1 ping >/dev/null 2>&1; then
  command -v redis-server >/dev/null || install redis-server
  redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" --appendonly no >/dev/null
  for _ in $(seq 30); do redis-cli -h 127.0.0.1 ping >/dev/null 2>&1 && break; sleep 1; done
fi
redis-cli -h 127.0.0.1 ping >/dev/null || { echo "Redis does not answer on 127.0.0.1:6379" >&2; exit 1; }

as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'bidelagun'" | grep -q 1 ||
  as_postgres "CREATE ROLE bidelagun LOGIN PASSWORD 'bidelagun'"
as_postgres "ALTER ROLE bidelagun CREATEDB CREATEROLE"
for database in bidelagun bidelagun_keys; do
  as_postgres "SELECT 1 FROM pg_database WHERE datname = '$database'" | grep -q 1 ||
    as_postgres "CREATE DATABASE $database OWNER bidelagun"
done
echo "PostgreSQL and Redis answer on 127.0.0.1; role and databases are there."
