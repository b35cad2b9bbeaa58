#!/usr/bin/env bash
# Stops what start.sh started and removes its folder.
set -euo pipefail
home=${KLANKBORD_TEST_MONGODB:-${TMPDIR:-/tmp}/klankbord-mongodb}
[ -s "$home/server.pid" ] && kill "$(cat "$home/server.pid")" 2>/dev/null || true
# SIGINT is PostgreSQL's fast shutdown.
if [ -s "$home/data/postmaster.pid" ]; then
  pid=$(head -n 1 "$home/data/postmaster.pid")
  kill -INT "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
fi
rm -rf "$home"
