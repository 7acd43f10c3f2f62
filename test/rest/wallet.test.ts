/** The wallet, margin and futures endpoints that clients load with: harmless where there is nothing, true where there is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { stubOperations } from '../../src/gateway/rest/stub-routes.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let client: Client;

before(async () => {
  gateway = await createTestGateway({ limits: false });
  client = await gateway.client({ USDT: '1000', BTC: '2' });
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '40000' };
  await client.call('POST', '/api/v3/order', order);
});
after(() => gateway.close());

const told = async (path: string, who = client, method: 'GET' | 'POST' = 'GET') => (await who.call(method, path)).body;

test('coins are told with what the account has of them, and that they cannot be sent anywhere', async () => {
  const coins = await told('/sapi/v1/capital/config/getall');
  const usdt = coins.find(({ coin }: { coin: string }) => coin === 'USDT');
  assert.deepEqual(
    [usdt.free, usdt.locked, usdt.withdrawAllEnable, usdt.networkList],
    [...['600.00000000', '400.00000000', false, []]],
  );
  assert.equal(coins.length, 3);
  const assets = await told('/sapi/v3/asset/getUserAsset', client, 'POST');
  assert.deepEqual(
    assets.map((row: { asset: string; free: string; locked: string }) => [row.asset, row.free, row.locked]),
    [
      ['USDT', '600.00000000', '400.00000000'],
      ['BTC', '2.00000000', '0.00000000'],
    ],
  );
  assert.deepEqual((await told('/sapi/v1/asset/assetDetail'))['BTC'].withdrawStatus, false);
});

test('the restrictions of a key are its own', async () => {
  const reader = await gateway.client({}, { canTrade: false });
  const rights = async (who: Client) => {
    const { enableReading, enableSpotAndMarginTrading, enableWithdrawals, ipRestrict } = await told(
      '/sapi/v1/account/apiRestrictions',
      who,
    );
    return [enableReading, enableSpotAndMarginTrading, enableWithdrawals, ipRestrict];
  };
  assert.deepEqual(await rights(client), [true, true, false, false]);
  assert.deepEqual(await rights(reader), [true, false, false, false]);
});

test('trade fees are told by symbol or for all', async () => {
  const all = await told('/sapi/v1/asset/tradeFee');
  assert.deepEqual(all[0], { symbol: 'BTCUSDT', makerCommission: '0.001000', takerCommission: '0.001000' });
  const one = await client.call('GET', '/sapi/v1/asset/tradeFee', { symbol: 'ETHBTC' });
  assert.deepEqual([all.length, one.body.length, one.body[0].symbol], [3, 1, 'ETHBTC']);
});

test('what there is nothing of is told empty, and only to a key', async () => {
  assert.deepEqual(await told('/sapi/v1/asset/dribblet'), { total: 0, userAssetDribblets: [] });
  assert.deepEqual(await told('/sapi/v1/asset/assetDividend'), { rows: [], total: 0 });
  assert.deepEqual((await told('/sapi/v1/asset/dust-btc', client, 'POST')).details, []);
  assert.deepEqual(await told('/sapi/v1/asset/get-funding-asset', client, 'POST'), []);
  assert.deepEqual(await told('/sapi/v1/sub-account/list'), { subAccounts: [] });
  assert.deepEqual((await told('/sapi/v1/accountSnapshot')).snapshotVos, []);
  assert.deepEqual(await told('/sapi/v1/account/status'), { data: 'Normal' });
  assert.equal((await told('/sapi/v1/account/apiTradingStatus')).data.isLocked, false);
  assert.equal((await told('/sapi/v1/account/info')).isFutureEnabled, false);
  assert.equal((await gateway.get('/sapi/v1/capital/config/getall')).body.code, -2014);
});

test('margin, futures and options have no markets, and say so to anybody', async () => {
  for (const { rest } of stubOperations) {
    const { status, body } = await gateway.get(rest.path);
    assert.equal(status, 200, rest.path);
    if (rest.path.endsWith('exchangeInfo')) assert.deepEqual([body.symbols, body.timezone], [[], 'UTC']);
  }
  assert.deepEqual((await gateway.get('/sapi/v1/margin/allPairs')).body, []);
});
