/** Ready programs for a bot: the stock ccxt library, pointed at this server by its own options. */
import type { FloorBase } from '../net/floor-base.ts';
import type { BotKey } from '../wire/paper.ts';

export interface Snippet {
  readonly title: string;
  readonly code: string;
}

/** `symbol` is named in the exchange's way (BTCUSDT); ccxt finds it by that id. */
export function botSnippets(base: FloorBase, key: BotKey, symbol: string): readonly Snippet[] {
  return [
    { title: 'ccxt, JavaScript', code: javascript(base, key, symbol) },
    { title: 'ccxt, Python', code: python(base, key, symbol) },
  ];
}

function javascript(base: FloorBase, key: BotKey, symbol: string): string {
  return `import ccxt from 'ccxt';

const server = '${base.http}';
const exchange = new ccxt.pro.binance({
  apiKey: '${key.apiKey}',
  secret: '${key.secretKey}',
  options: { fetchMarkets: { types: ['spot'] } },
});
// Every address of the client, so that nothing can reach a real exchange.
const { api } = exchange.urls;
for (const name in api) {
  if (typeof api[name] === 'string') api[name] = api[name].replace(/^https:\\/\\/[^/]+/, server);
}
api.ws = { spot: '${base.socket}/stream', 'ws-api': { spot: '${base.socket}/ws-api/v3' } };
await exchange.loadHttpProxyAgent(); // ccxt wants this before it dials ws:// addresses

await exchange.loadMarkets();
const { symbol } = exchange.market('${symbol}');
console.log((await exchange.fetchBalance()).total);
console.log(await exchange.createMarketBuyOrderWithCost(symbol, 100));
console.log((await exchange.watchTicker(symbol)).last);
await exchange.close();
`;
}

function python(base: FloorBase, key: BotKey, symbol: string): string {
  return `import re
import ccxt

server = '${base.http}'
exchange = ccxt.binance({
    'apiKey': '${key.apiKey}',
    'secret': '${key.secretKey}',
    'options': {'fetchMarkets': {'types': ['spot']}},
})
# Every address of the client, so that nothing can reach a real exchange.
api = exchange.urls['api']
for name, address in api.items():
    if isinstance(address, str):
        api[name] = re.sub('^https://[^/]+', server, address)

exchange.load_markets()
symbol = exchange.market('${symbol}')['symbol']
print(exchange.fetch_balance()['total'])
print(exchange.create_market_buy_order_with_cost(symbol, 100))
print(exchange.fetch_ticker(symbol)['last'])
`;
}
