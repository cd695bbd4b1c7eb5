#!/bin/sh
# Reports a position by HTTP, as a device would, and reads it back.
set -eu
URL=${URL:-http://localhost:3000}
TOKEN=${TOKEN:-$(npx waycast token --subject dave --role driver --vehicle bus-7)}

echo 'Report:'
curl -sS --fail-with-body "$URL/api/tracking/location" \
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d '{"vehicleId": "bus-7", "latitude": 48.1951, "longitude": -16.4016, "speed": 8.3}'

printf '\nLast position:\n'
curl -sS --fail-with-body "$URL/api/tracking/vehicles/bus-7/location" -H "Authorization: Bearer $TOKEN"

printf '\nHistory as CSV:\n'
curl -sS --fail-with-body "$URL/api/tracking/vehicles/bus-7/history?format=csv" -H "Authorization: Bearer $TOKEN"
