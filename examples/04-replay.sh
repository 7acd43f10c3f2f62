#!/bin/sh
# Recorded market data as a floor: Binance-layout trades, aggTrades or klines (CSV or .gz), or captured streams (.jsonl).
# Orders of one's own trade against what happened. Public files: https://data.binance.vision
# The server runs already (npm start). Usage: examples/04-replay.sh FILE [SPEED]; PAPERFLOOR_DATA names its data.
set -eu

file=${1:?usage: examples/04-replay.sh FILE [SPEED]}
paperfloor=$(dirname "$0")/../bin/paperfloor
floor=replay-$$

"$paperfloor" floor create "$floor" --replay "$file" --speed "${2:-100}"
"$paperfloor" account create "bot-$$" --floor "$floor" --fund USDT=100000
echo "Trade on it under /floors/$floor, for example /floors/$floor/api/v3/depth?symbol=BTCUSDT"
