#!/bin/sh
# Writes to a channel of logbrook, shows its last 50 entries, and follows it, all with curl.
#
#   examples/curl.sh [URL [CHANNEL]]        http://127.0.0.1:7474 and tasks/42 unless given
#
# FOLLOW=5 ends after five entries; otherwise it follows until Ctrl-C. LOGBROOK_TOKEN is sent where it is set.
set -eu
url=${1:-http://127.0.0.1:7474}
channel=${2:-tasks/42}
ask() { curl -sS --fail-with-body ${LOGBROOK_TOKEN:+-H "Authorization: Bearer $LOGBROOK_TOKEN"} "$@"; }

# One entry; any key that is not level, message, timestamp or source is a further field of it.
ask "$url/api/channels/$channel/logs" -H 'Content-Type: application/json' -d '{"level":"info","message":"begun","source":"curl","step":1}'
echo

# Several, one a line. With a key, the same post may be repeated for ten minutes and is written once.
printf '%s\n' '{"level":"warn","message":"slow","took_ms":1250}' '{"level":"error","message":"failed"}' |
    ask "$url/api/channels/$channel/logs" -H 'Content-Type: application/x-ndjson' -H "Idempotency-Key: curl-$$-$(date +%s)" --data-binary @-
echo

# The last 50.
ask "$url/api/channels/$channel/logs?limit=50"

# What comes: the last entry, and then each as it is written.
ask -N -G "$url/api/logs/stream" --data-urlencode "file=channels/$channel.ndjson" -d follow=true -d tail=1 ${FOLLOW:+-d limit="$FOLLOW"}
