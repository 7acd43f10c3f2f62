#!/usr/bin/env python3
"""A market order with Python's standard library alone. Usage:

  API_KEY=… SECRET_KEY=… python3 examples/09-standard-library.py [ADDRESS]
"""
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"


def call(method, path, parameters, signed=False):
    """Answers the JSON of the exchange; a refusal is told by its code and message."""
    if signed:
        parameters = {**parameters, "timestamp": int(time.time() * 1000)}
    query = urllib.parse.urlencode(parameters)
    if signed:
        secret = os.environ["SECRET_KEY"].encode()
        query += "&signature=" + hmac.new(secret, query.encode(), hashlib.sha256).hexdigest()
    headers = {"X-MBX-APIKEY": os.environ["API_KEY"]}
    request = urllib.request.Request(f"{ADDRESS}{path}?{query}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            # Prices and amounts are decimal texts: they stay exact.
            return json.load(response)
    except urllib.error.HTTPError as error:
        refusal = json.load(error)
        raise SystemExit(f"{error.code} {refusal['code']}: {refusal['msg']}") from None


order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quoteOrderQty": "250"}
done = call("POST", "/api/v3/order", order, signed=True)
spent, bought = Decimal(done["cummulativeQuoteQty"]), Decimal(done["executedQty"])
print(f"{done['status']}: {bought} BTC for {spent} USDT, {spent / bought:.2f} each")
for fill in done["fills"]:
    print(f"  {fill['qty']} at {fill['price']}, commission {fill['commission']} {fill['commissionAsset']}")
account = call("GET", "/api/v3/account", {"omitZeroBalances": "true"}, signed=True)
for balance in account["balances"]:
    print(f"{balance['asset']:>5}  {balance['free']} free, {balance['locked']} locked")
