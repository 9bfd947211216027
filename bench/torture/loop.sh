#!/bin/sh
# What many write first: every file that a table does not list yet goes through psql, and is then listed.
# No lock, no transaction around a file and its row. usage: DATABASE_URL=postgres://... loop.sh FOLDER
set -u
echo "Migrating $DATABASE_URL"
query() { psql "$DATABASE_URL" -XqAt -v ON_ERROR_STOP=1 -c "$1"; }

query "CREATE TABLE IF NOT EXISTS loop_history (file text)" || exit 1
for path in "$1"/*.sql; do
  file=${path##*/}
  done=$(query "SELECT count(*) FROM loop_history WHERE file = '$file'") || exit 1
  [ "$done" -eq 0 ] || continue
  echo "Applying $file"
  psql "$DATABASE_URL" -Xq -v ON_ERROR_STOP=1 -f "$path" || exit 1
  query "INSERT INTO loop_history VALUES ('$file')" || exit 1
done
echo "Up to date"
