#!/bin/sh
# A floor of one's own whose time obeys: it stands, takes ten minutes in a step, then runs at ten times the speed.
# The server runs already (npm start). Usage: examples/03-clock.sh [ADDRESS]; PAPERFLOOR_DATA names its data.
set -eu

address=${1:-http://127.0.0.1:8080}
paperfloor=$(dirname "$0")/../bin/paperfloor
floor=clock-$$

"$paperfloor" floor create "$floor" --seed example --paused
price() { curl --fail-with-body --silent --show-error "$address/floors/$floor/api/v3/ticker/price?symbol=BTCUSDT"; echo; }

price
"$paperfloor" floor step "$floor" --seconds 600
price
"$paperfloor" floor speed "$floor" 10
"$paperfloor" floor resume "$floor"
