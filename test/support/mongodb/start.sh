#!/usr/bin/env bash
# Starts a real MongoDB-wire server for the tests: a private PostgreSQL with FerretDB over it, in a folder of their own.
#   export MONGODB_URI=$(test/support/mongodb/start.sh)
#   test/support/mongodb/stop.sh                          stops both and removes the folder
# Needs Go 1.26, and either PostgreSQL 15 or later or the right to install it with apt-get.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${KLANKBORD_TEST_MONGODB:-${TMPDIR:-/tmp}/klankbord-mongodb}
say() { echo "mongodb for the tests: $*" >&2; }

if [ -s "$home/uri" ] && kill -0 "$(cat "$home/server.pid")" 2>/dev/null; then
  say "already running in $home"
  cat "$home/uri"
  exit 0
fi

binaries() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
if [ -z "$(binaries)" ]; then
  say "installing PostgreSQL"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql; } >&2
fi
postgres=$(binaries)

# PostgreSQL refuses to run as root, so root lends the cluster to the user that the package made.
[ -d "$home" ] && "$here/stop.sh"
mkdir -p "$home"
as=()
if [ "$(id -u)" = 0 ]; then
  as=(runuser -u postgres --)
  chown postgres "$home"
fi
chmod 700 "$home"

say "building the server (about a minute when Go's cache is empty)"
(cd "$here" && nice -n 5 go build -o "$home/server" .) >&2

# Only over a socket in this folder, and without fsync: what it holds is thrown away.
"${as[@]}" "$postgres/initdb" -D "$home/data" -U klankbord -A trust -E UTF8 --locale=C --no-sync >"$home/initdb.log"
"${as[@]}" "$postgres/pg_ctl" -D "$home/data" -l "$home/data/postgres.log" -w -s start \
  -o "-c listen_addresses='' -c unix_socket_directories='$home' -c unix_socket_permissions=0700 -c fsync=off -c max_connections=300" >&2
"$postgres/createdb" -h "$home" -U klankbord ferretdb

# Its updates hold a connection each until the command ends, and wait for ever when there are not enough.
(cd "$home" && exec setsid ./server -postgres "postgres://klankbord@/ferretdb?host=$home&pool_max_conns=250" >"$home/uri" 2>"$home/server.log") &
echo $! >"$home/server.pid"
for _ in $(seq 100); do
  [ -s "$home/uri" ] && break
  kill -0 "$(cat "$home/server.pid")" 2>/dev/null || break
  sleep 0.1
done
[ -s "$home/uri" ] || { say "did not start:"; cat "$home/server.log" >&2; exit 1; }
say "listening on $(cat "$home/uri"), in $home"
cat "$home/uri"
