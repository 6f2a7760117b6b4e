#!/usr/bin/env bash
# Records requests of curl with mitmproxy, over HTTP/1.1 and HTTP/2. See README.md.
#
#   mitmproxy.sh URL_OF_SERVICE FOLDER
set -euo pipefail
service=$1
folder=$2
tenant=5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40

use() { # base URL, option of curl for the version of HTTP
  send() { curl --silent --show-error --insecure "$http" "$@"; }
  local base=$1 http=$2
  local collection=$base/api/v1/tenants/$tenant/namespaces/plant-a/omfConnections
  local token connection id client
  client=$(python3 -c 'import uuid; print(uuid.uuid4())')
  token=$(send "$base/identity/connect/token" --data-urlencode grant_type=client_credentials \
    --data-urlencode client_id=c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11 \
    --data-urlencode client_secret=development-secret-not-for-production | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
  local json=(--header "Authorization: Bearer $token" --header "Content-Type: application/json")
  id=$(send "${json[@]}" "$collection" --data "{\"Name\": \"Kessel ü 🏭\", \"ClientIds\": [\"$client\"]}" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["Id"])')
  connection=$collection/$id
  send "${json[@]}" --header "Accept-Encoding: gzip" "$collection" --output /dev/null
  send "${json[@]}" --request PUT "$connection/" --data '{"Name": "x", "ClientIds": []}' --output /dev/null
  send "${json[@]}" "$connection/owner?query=1" --output /dev/null
  send "${json[@]}" "$collection" --data '{"Name": 5}' --output /dev/null
  send "${json[@]}" --request DELETE "$connection" --output /dev/null
  send "${json[@]}" --request OPTIONS "$collection" --header "Origin: https://example.com" \
    --header "Access-Control-Request-Method: POST" --output /dev/null
}

for form in har zhar; do
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  mitmdump --quiet --mode "reverse:$service" --listen-host 127.0.0.1 --listen-port "$port" \
    --set "hardump=$folder/mitmproxy.$form" &
  proxy=$!
  until curl --silent --output /dev/null "http://127.0.0.1:$port/"; do sleep 0.2; done
  use "http://127.0.0.1:$port" --http1.1
  use "https://127.0.0.1:$port" --http2
  kill "$proxy"
  wait "$proxy" || true
done
