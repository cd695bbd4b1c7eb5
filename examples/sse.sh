#!/bin/sh
# Follows a vehicle as Server-Sent Events; Ctrl-C ends it.
set -eu
VEHICLE=${1:-bus-1}
URL=${URL:-http://localhost:3000}
TOKEN=${TOKEN:-$(npx waycast token --subject olga --role dispatcher)}

exec curl -sS -N --fail-with-body "$URL/api/stream?topics=vehicle:$VEHICLE" -H "Authorization: Bearer $TOKEN"
