/** A flag or an order type in exchangeInfo is a promise: each is tried. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, createTestGateway, type Method, type TestGateway } from '../support/test-gateway.ts';

const symbol = 'BTCUSDT';
let gateway: TestGateway;
let client: Client;

before(async () => {
  gateway = await createTestGateway({ limits: false });
  client = await gateway.client();
  const maker = await gateway.client();
  const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '50000' };
  await maker.call('POST', '/api/v3/order', { ...limit, quantity: '1', side: 'SELL' });
  await maker.call('POST', '/api/v3/order', { ...limit, price: '49990', side: 'BUY' });
  await client.call('POST', '/api/v3/order', { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1' });
});
after(() => gateway.close());

const order = { symbol, side: 'BUY', quantity: '0.01' };
const gtc = { timeInForce: 'GTC' };

async function isDone(method: Method, path: string, parameters: object): Promise<void> {
  const answer = await client.call(method, `/api/v3/${path}`, { ...parameters });
  assert.equal(answer.status, 200, `${path} ${JSON.stringify(parameters)} ${answer.text}`);
}

const types: Readonly<Record<string, object>> = {
  LIMIT: { ...gtc, price: '40000' },
  LIMIT_MAKER: { price: '40000' },
  MARKET: {},
  STOP_LOSS: { stopPrice: '60000' },
  STOP_LOSS_LIMIT: { ...gtc, stopPrice: '60000', price: '60010' },
  TAKE_PROFIT: { stopPrice: '40000' },
  TAKE_PROFIT_LIMIT: { ...gtc, stopPrice: '40000', price: '40010' },
};

const resting = { ...order, type: 'LIMIT', ...gtc, price: '40000' };
const pair = { aboveType: 'LIMIT_MAKER', abovePrice: '60000', belowType: 'STOP_LOSS', belowStopPrice: '40000' };
const working = {
  ...{ symbol, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '40000', workingQuantity: '0.01' },
  ...{ workingTimeInForce: 'GTC', pendingType: 'MARKET', pendingSide: 'SELL' },
};
const flags: Readonly<Record<string, () => Promise<void>>> = {
  icebergAllowed: () => isDone('POST', 'order', { ...resting, icebergQty: '0.005' }),
  ocoAllowed: () => isDone('POST', 'orderList/oco', { symbol, side: 'SELL', quantity: '0.01', ...pair }),
  otoAllowed: () => isDone('POST', 'orderList/oto', { ...working, pendingQuantity: '0.01' }),
  opoAllowed: () => isDone('POST', 'orderList/opo', working),
  quoteOrderQtyMarketAllowed: () =>
    isDone('POST', 'order', { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' }),
  allowTrailingStop: () => isDone('POST', 'order', { ...order, type: 'STOP_LOSS', trailingDelta: 100 }),
  cancelReplaceAllowed: async () => {
    await isDone('POST', 'order', { ...resting, newClientOrderId: 'first' });
    const replace = { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'first' };
    await isDone('POST', 'order/cancelReplace', { ...resting, ...replace });
  },
  amendAllowed: async () => {
    await isDone('POST', 'order', { ...resting, newClientOrderId: 'second' });
    await isDone('PUT', 'order/amend/keepPriority', { symbol, origClientOrderId: 'second', newQty: '0.005' });
  },
  pegInstructionsAllowed: () => {
    const { price, ...unpriced } = resting;
    return isDone('POST', 'order', { ...unpriced, pegPriceType: 'PRIMARY_PEG' });
  },
  isSpotTradingAllowed: () => isDone('POST', 'order', resting),
};

test('what exchangeInfo allows is done: every order type, and what every flag stands for', async () => {
  const [info] = (await gateway.get('/api/v3/exchangeInfo', { symbol })).body.symbols;
  assert.deepEqual(info.orderTypes.toSorted(), Object.keys(types).toSorted());
  for (const [type, parameters] of Object.entries(types))
    await isDone('POST', 'order', { ...order, type, ...parameters });
  const told = Object.entries(info).filter(([, value]) => typeof value === 'boolean');
  const allowed = told.filter(([, value]) => value === true).map(([name]) => name);
  assert.deepEqual(allowed.toSorted(), Object.keys(flags).toSorted());
  for (const name of allowed) await flags[name]?.();
  assert.deepEqual(
    told.filter(([, value]) => value === false).map(([name]) => name),
    ['isMarginTradingAllowed'],
  );
});

test('permission sets are left out on request, and symbols chosen by permission or status, but not by both and a name', async () => {
  const ask = async (query: string) => (await gateway.get(`/api/v3/exchangeInfo?${query}`)).body;
  assert.deepEqual((await ask(`symbol=${symbol}`)).symbols[0].permissionSets, [['SPOT']]);
  assert.deepEqual((await ask(`symbol=${symbol}&showPermissionSets=false`)).symbols[0].permissionSets, []);
  assert.equal((await ask('symbolStatus=TRADING&permissions=SPOT')).symbols.length, 3);
  assert.equal((await ask('symbolStatus=CLOSED')).code, -1122);
  assert.equal((await ask(`symbols=["${symbol}"]&symbolStatus=TRADING`)).code, -1128);
  assert.equal((await ask(`symbol=${symbol}&permissions=["SPOT"]`)).code, -1128);
});
