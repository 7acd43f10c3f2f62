/** Tickers over a window of the client's choice, and over the calendar day of a time zone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietStartUs } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const minuteUs = 60_000_000;
const symbol = 'BTCUSDT';
const session = new MemorySession({ frozen: true });
let gateway: TestGateway;
let maker: Client;
let taker: Client;

/** Two trades of 0.1, at 40000 and, three minutes later, at 41000. */
before(async () => {
  gateway = await createTestGateway({ session, limits: false });
  maker = await gateway.client();
  taker = await gateway.client();
  await trade('40000');
  await session.step(3 * minuteUs);
  await trade('41000');
});
after(() => gateway.close());

async function trade(price: string): Promise<void> {
  const order = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price };
  await maker.call('POST', '/api/v3/order', { ...order, side: 'SELL' });
  await taker.call('POST', '/api/v3/order', { ...order, side: 'BUY' });
}

const floorMs = (microseconds: number) => Math.floor(microseconds / minuteUs) * 60_000;

test('a window opens on a full minute, closes now, and counts its own trades only', async () => {
  const { body } = await gateway.get('/api/v3/ticker', { symbol, windowSize: '2m' });
  assert.deepEqual(Object.entries(body), [
    ['symbol', symbol],
    ['priceChange', '0.00000000'],
    ['priceChangePercent', '0.000'],
    ['weightedAvgPrice', '41000.00000000'],
    ['openPrice', '41000.00000000'],
    ['highPrice', '41000.00000000'],
    ['lowPrice', '41000.00000000'],
    ['lastPrice', '41000.00000000'],
    ['volume', '0.10000000'],
    ['quoteVolume', '4100.00000000'],
    ['openTime', floorMs(session.now() - 2 * minuteUs)],
    ['closeTime', Math.floor(session.now() / 1000)],
    ['firstId', 2],
    ['lastId', 2],
    ['count', 1],
  ]);
  const day = (await gateway.get('/api/v3/ticker', { symbol })).body;
  assert.deepEqual([day.priceChange, day.priceChangePercent, day.count], ['1000.00000000', '2.500', 2]);
  const mini = (await gateway.get('/api/v3/ticker', { symbol, windowSize: '7d', type: 'MINI' })).body;
  assert.deepEqual(
    Object.keys(mini).join(),
    'symbol,openPrice,highPrice,lowPrice,lastPrice,volume,quoteVolume,openTime,closeTime,firstId,lastId,count',
  );
});

test('a trading day is the calendar day of the time zone, to its last millisecond', async () => {
  const dayMs = 86_400_000;
  const midnight = Date.UTC(2026, 0, 2);
  const { body } = await gateway.get('/api/v3/ticker/tradingDay', { symbol });
  assert.deepEqual([body.openTime, body.closeTime, body.count], [midnight, midnight + dayMs - 1, 2]);
  assert.deepEqual([body.openPrice, body.lastPrice, body.firstId], ['40000.00000000', '41000.00000000', 1]);
  // At 03:04 UTC it is still yesterday four hours to the west.
  const west = (await gateway.get('/api/v3/ticker/tradingDay', { symbol, timeZone: '-4:00' })).body;
  assert.deepEqual(west.openTime, midnight - dayMs + 4 * 3_600_000);
  const precise = await gateway.request('GET', `/api/v3/ticker/tradingDay?symbol=${symbol}`, {
    headers: { 'x-mbx-time-unit': 'microsecond' },
  });
  assert.deepEqual(precise.body.closeTime, (midnight + dayMs) * 1000 - 1);
});

test('a symbol that never traded has zeros for both', async () => {
  const quiet = 'ETHBTC';
  const window = (await gateway.get('/api/v3/ticker', { symbol: quiet, windowSize: '1h' })).body;
  assert.deepEqual([window.lastPrice, window.count, window.firstId], ['0.00000000', 0, -1]);
  const day = (await gateway.get('/api/v3/ticker/tradingDay', { symbol: quiet })).body;
  assert.deepEqual([day.openTime, day.count], [Date.UTC(2026, 0, 2), 0]);
});

for (const path of ['/api/v3/ticker', '/api/v3/ticker/tradingDay']) {
  test(`${path} wants symbol or symbols, weighs four for each, and refuses what it cannot read`, async () => {
    const code = async (query: Record<string, string>) => (await gateway.get(path, query)).body.code;
    assert.equal((await gateway.get(path, { symbols: '["BTCUSDT","ETHUSDT"]' })).body.length, 2);
    assert.equal((await gateway.get(path, { symbols: '["BTCUSDT"]' })).body.length, 1);
    assert.deepEqual((await gateway.get(path)).body, {
      code: -1102,
      msg: "Param 'symbol' or 'symbols' must be sent, but both were empty/null!",
    });
    assert.equal(await code({ symbol, symbols: '["BTCUSDT"]' }), -1128);
    assert.equal(await code({ symbol, type: 'HALF' }), -1139);
    assert.equal(await code({ symbol, symbolStatus: 'HALT' }), -1220);
    assert.equal(await code({ symbols: JSON.stringify(Array.from({ length: 101 }, (_, i) => `S${i}`)) }), -1101);
    const used = async (query: Record<string, string>) => {
      const weight = async () => Number((await gateway.get('/api/v3/ping')).headers['x-mbx-used-weight-1m']);
      const before = await weight();
      await gateway.get(path, query);
      return (await weight()) - before - 1;
    };
    assert.deepEqual([await used({ symbol }), await used({ symbols: '["BTCUSDT","ETHUSDT"]' })], [4, 8]);
  });
}

test('windows are 1m to 59m, 1h to 23h and 1d to 7d', async () => {
  const code = async (windowSize: string) => (await gateway.get('/api/v3/ticker', { symbol, windowSize })).body.code;
  for (const good of ['1m', '59m', '1h', '23h', '1d', '7d']) assert.equal(await code(good), undefined, good);
  for (const long of ['60m', '24h', '8d']) assert.equal(await code(long), -1130, long);
  for (const odd of ['0m', '1d2h', 'd', '1w', '1.5h']) assert.equal(await code(odd), -1100, odd);
});

test('block trades and allocations: none, asked for with the documented parameters', async () => {
  assert.deepEqual((await gateway.get('/api/v3/historicalBlockTrades', { symbol, fromId: 0 })).body, []);
  assert.equal((await gateway.get('/api/v3/historicalBlockTrades', { symbol })).body.code, -1102);
  const asked = async (more: object) => (await maker.call('GET', '/api/v3/myAllocations', { symbol, ...more })).body;
  assert.deepEqual(await asked({}), []);
  assert.deepEqual(await asked({ orderId: 1, fromAllocationId: 0, limit: 10 }), []);
  assert.equal((await asked({ orderId: 1, startTime: quietStartUs })).code, -1128);
  assert.equal((await asked({ startTime: quietStartUs, endTime: quietStartUs + 86_400_000_001 })).code, -1127);
});

test('the smart order router is refused by name, to those who may trade', async () => {
  const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1' };
  for (const path of ['/api/v3/sor/order', '/api/v3/sor/order/test']) {
    assert.equal((await maker.call('POST', path, order)).body.code, -1020, path);
    assert.equal((await gateway.request('POST', path)).body.code, -2014, path);
  }
});
