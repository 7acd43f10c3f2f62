#!/bin/sh
# A paper account, an API key, and a first order signed by hand, with nothing but a shell, curl and openssl.
# The server runs already (npm start). Usage: examples/02-account-and-key.sh [ADDRESS]; PAPERFLOOR_DATA names its data.
set -eu

address=${1:-http://127.0.0.1:8080}
paperfloor=$(dirname "$0")/../bin/paperfloor
name=shell-$$

"$paperfloor" account create "$name" --fund USDT=10000
key=$("$paperfloor" key create "$name" --label 'first order' --json)
api_key=$(echo "$key" | sed 's/.*"apiKey":"\([^"]*\)".*/\1/')
secret_key=$(echo "$key" | sed 's/.*"secretKey":"\([^"]*\)".*/\1/')

# Every private request carries a time and an HMAC-SHA256 over its parameters, as at Binance.
query="symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100&timestamp=$(date +%s)000"
signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$secret_key" | sed 's/.*= //')

curl --fail-with-body --silent --show-error --header "X-MBX-APIKEY: $api_key" \
  --request POST "$address/api/v3/order?$query&signature=$signature"
echo
"$paperfloor" account list | grep -- "$name"
