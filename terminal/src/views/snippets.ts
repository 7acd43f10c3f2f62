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

const exchange = new ccxt.pro.binance({
  apiKey: '${key.apiKey}',
  secret: '${key.secretKey}',
  options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false },
});
exchange.urls.api.public = '${base.http}/api/v3';
exchange.urls.api.private = '${base.http}/api/v3';
exchange.urls.api.ws.spot = '${base.socket}/stream';
exchange.urls.api.ws['ws-api'].spot = '${base.socket}/ws-api/v3';

await exchange.loadMarkets();
const { symbol } = exchange.market('${symbol}');
console.log(await exchange.fetchBalance());
console.log(await exchange.createOrder(symbol, 'market', 'buy', undefined, undefined, { cost: 100 }));
console.log(await exchange.watchTicker(symbol));
await exchange.close();
`;
}

function python(base: FloorBase, key: BotKey, symbol: string): string {
  return `import ccxt

exchange = ccxt.binance({
    'apiKey': '${key.apiKey}',
    'secret': '${key.secretKey}',
    'options': {'defaultType': 'spot', 'fetchMarkets': {'types': ['spot']}, 'fetchCurrencies': False},
})
exchange.urls['api']['public'] = '${base.http}/api/v3'
exchange.urls['api']['private'] = '${base.http}/api/v3'

exchange.load_markets()
symbol = exchange.market('${symbol}')['symbol']
print(exchange.fetch_balance()['total'])
print(exchange.create_order(symbol, 'market', 'buy', None, None, {'cost': 100}))
`;
}
