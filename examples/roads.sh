#!/bin/sh
# Tells how a road is, as a phone on it would, reports a hazard there, and reads what is known of the roads around.
set -eu
URL=${URL:-http://localhost:3000}
TOKEN=${TOKEN:-$(npx waycast token --subject phone-1 --role driver)}
AROUND='bbox=-16.4005,48.1997,-16.3995,48.2003'

post() {
  curl -sS --fail-with-body "$URL$1" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2"
}
get() {
  curl -sS --fail-with-body "$URL$1" -H "Authorization: Bearer $TOKEN"
}

echo 'Observe:'
post /api/roads/observations '{"observations": [
  {"latitude": 48.2, "longitude": -16.4, "accuracy": 5, "speed": 10, "heading": 90, "roughness": 1.8}]}'

printf '\nReport a hazard:\n'
post /api/roads/hazards '{"type": "POTHOLE", "latitude": 48.2, "longitude": -16.4, "note": "Right lane"}'

printf '\nHazards around:\n'
get "/api/roads/hazards?$AROUND"

printf '\nRoads around, some seconds later:\n'
roads=''
until printf '%s\n' "$roads" | grep '"roughness"'; do
  sleep 1
  roads=$(get "/api/roads/segments?$AROUND")
done
