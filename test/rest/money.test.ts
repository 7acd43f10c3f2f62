/** What an account does with its paper money through the API: faucet, withdrawal, transfer, reset, history. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { AccountEvent } from '../../src/core/messages/account-event.ts';
import { userEvent } from '../../src/gateway/ws-api/execution-report.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Answer, type Client, createTestGateway, signedQuery, type TestGateway } from '../support/test-gateway.ts';

const session = new MemorySession({ frozen: true });
const events: AccountEvent[] = [];
let gateway: TestGateway;

before(async () => {
  gateway = await createTestGateway({ session, limits: false, demo: false });
  session.listen({ account: (made) => events.push(...made) });
});
after(() => gateway.close());

async function free(client: Client, asset: string): Promise<string> {
  const { balances } = (await client.call('GET', '/api/v3/account')).body;
  return balances.find((balance: { asset: string }) => balance.asset === asset).free;
}

function told(answer: Answer): [number, number, string] {
  return [answer.status, answer.body.code, answer.body.msg];
}

/** What the user stream says of the events since the last look, without times. */
function streamed(): unknown[] {
  return events.splice(0).flatMap((event) => {
    const text = userEvent(session.floor.instruments, event, session.now(), 'ms');
    if (text === undefined) return [];
    const { E: _sent, T: _cleared, u: _updated, ...rest } = JSON.parse(text);
    return [rest];
  });
}

suite('the faucet', () => {
  test('gives what the floor allows, says so on the user stream and in the history', async () => {
    const client = await gateway.client({ USDT: '5' });
    streamed();
    const given = await client.call('POST', '/paper/v1/faucet', { asset: 'USDT' });
    assert.equal(given.status, 200, given.text);
    assert.deepEqual([given.body.asset, given.body.amount], ['USDT', '1000.00000000']);
    assert.deepEqual(streamed(), [
      { e: 'balanceUpdate', a: 'USDT', d: '1000.00000000' },
      { e: 'outboundAccountPosition', B: [{ a: 'USDT', f: '1005.00000000', l: '0.00000000' }] },
    ]);
    await client.call('POST', '/paper/v1/faucet', { asset: 'USDT', amount: '999.5' });
    const over = await client.call('POST', '/paper/v1/faucet', { asset: 'USDT', amount: '600' });
    assert.deepEqual(told(over), [400, -1130, "Refused: today's limit of the faucet is reached."]);
    const { body: movements } = await client.call('GET', '/paper/v1/movements', { kind: 'faucet' });
    assert.deepEqual(
      movements.map(({ amount, kind }: { amount: string; kind: string }) => [amount, kind]),
      [
        ['1000.00000000', 'faucet'],
        ['999.50000000', 'faucet'],
      ],
    );
    const { body: all } = await client.call('GET', '/paper/v1/movements', { fromId: movements[1].movementId });
    assert.deepEqual(all, [movements[1]]);
  });

  for (const [what, parameters, code] of [
    ['an asset without a faucet', { asset: 'BTC' }, -1130],
    ['more than it gives at once', { asset: 'USDT', amount: '1000.00000001' }, -1130],
    ['no asset', {}, -1102],
    ['an unknown asset', { asset: 'XYZ' }, -1130],
    ['a strange asset', { asset: 'usdt' }, -1100],
    ['an amount of nothing', { asset: 'USDT', amount: '0' }, -1130],
    ['a negative amount', { asset: 'USDT', amount: '-1' }, -1100],
    ['too many digits', { asset: 'USDT', amount: '0.000000001' }, -1111],
    ['an amount without end', { asset: 'USDT', amount: '99999999999999999999' }, -1130],
    ['a parameter it does not know', { asset: 'USDT', account: 'other' }, -1104],
  ] as const) {
    test(`refuses ${what} and changes nothing`, async () => {
      const client = await gateway.client({ USDT: '5' });
      const answer = await client.call('POST', '/paper/v1/faucet', parameters);
      assert.deepEqual([answer.status, answer.body.code], [400, code], answer.text);
      assert.equal(await free(client, 'USDT'), '5.00000000');
    });
  }

  test('is for those who may trade', async () => {
    const reader = await gateway.client({}, { canTrade: false });
    assert.equal((await reader.call('POST', '/paper/v1/faucet', { asset: 'USDT' })).body.code, -2015);
    assert.equal((await gateway.request('POST', '/paper/v1/faucet?asset=USDT')).body.code, -2014);
  });
});

suite('withdrawals and transfers', () => {
  test('take what is free, never what orders hold', async () => {
    const client = await gateway.client({ USDT: '100' });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '60' };
    assert.equal((await client.call('POST', '/api/v3/order', order)).status, 200);
    streamed();
    const over = await client.call('POST', '/paper/v1/withdraw', { asset: 'USDT', amount: '40.00000001' });
    assert.deepEqual(told(over), [400, -2010, 'Account has insufficient balance for requested action.']);
    const taken = await client.call('POST', '/paper/v1/withdraw', { asset: 'USDT', amount: '40' });
    assert.equal(taken.body.amount, '40.00000000');
    assert.deepEqual(streamed(), [
      { e: 'balanceUpdate', a: 'USDT', d: '-40.00000000' },
      { e: 'outboundAccountPosition', B: [{ a: 'USDT', f: '0.00000000', l: '60.00000000' }] },
    ]);
    assert.equal((await client.call('POST', '/paper/v1/withdraw', { asset: 'USDT' })).body.code, -1102);
  });

  test('go to accounts of the same user only', async () => {
    const { identity } = gateway;
    assert.ok((await identity.createAccount('test', 'ann', { USDT: '10' })).ok);
    assert.ok((await identity.createAccount('test', 'ann-bot', {}, 'ann')).ok);
    assert.ok((await identity.createAccount('test', 'ann-bot-2', {}, 'ann-bot')).ok);
    assert.ok((await identity.createAccount('test', 'bob', {})).ok);
    const made = await identity.createKey('test', 'ann-bot', {});
    assert.ok(made.ok);
    const { apiKey, secretKey = '' } = made.value;
    const call: Client['call'] = (method, path, parameters = {}) =>
      gateway.request(method, `${path}?${signedQuery(secretKey, { ...parameters, timestamp: Date.now() })}`, {
        headers: { 'x-mbx-apikey': apiKey },
      });
    const ann = identity.account('test', 'ann')?.account ?? 0;
    const own = (await call('GET', '/paper/v1/accounts')).body;
    assert.deepEqual(own, [
      { account: 'ann', uid: ann, current: false },
      { account: 'ann-bot', uid: ann + 1, current: true },
      { account: 'ann-bot-2', uid: ann + 2, current: false },
    ]);
    await identity.fund('test', 'ann-bot', { USDT: '7' });
    const send = (toAccount: string, amount: string) =>
      call('POST', '/paper/v1/transfer', { asset: 'USDT', amount, toAccount });
    assert.equal((await send('bob', '1')).body.code, -1130);
    assert.deepEqual(told(await send('bob', '1')), told(await send('nobody', '1')), 'strangers are not told apart');
    assert.deepEqual(told(await send('ann-bot', '1')), [
      400,
      -1130,
      'Refused: source and target are the same account.',
    ]);
    assert.equal((await send('ann', '7.1')).body.code, -2010);
    assert.equal((await send('ann', '7')).status, 200);
    const [deposit, transfer] = (await call('GET', '/paper/v1/movements')).body;
    assert.deepEqual([deposit.kind, deposit.counterparty], ['deposit', undefined]);
    assert.deepEqual([transfer.amount, transfer.counterparty], ['-7.00000000', 'ann']);
    const balance = session.floor.balances(ann as never)[0];
    assert.equal(balance?.available, 1_700_000_000n);
  });
});

test('a reset cancels, restores the start, keeps the history, and is counted', async () => {
  const client = await gateway.client({ USDT: '100' });
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '60' };
  await client.call('POST', '/api/v3/order', order);
  await client.call('POST', '/paper/v1/withdraw', { asset: 'USDT', amount: '15' });
  streamed();
  assert.deepEqual((await client.call('POST', '/paper/v1/reset')).body, { canceledOrders: 1 });
  const said = streamed() as { e: string; x?: string; d?: string }[];
  assert.deepEqual(
    said.map(({ e, x, d }) => [e, x ?? d]),
    [
      ['executionReport', 'CANCELED'],
      ['balanceUpdate', '15.00000000'],
      ['outboundAccountPosition', undefined],
    ],
  );
  assert.equal(await free(client, 'USDT'), '100.00000000');
  const orders = (await client.call('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT' })).body;
  assert.deepEqual([orders.length, orders[0].status], [1, 'CANCELED']);
  const { body: movements } = await client.call('GET', '/paper/v1/movements');
  assert.deepEqual(
    movements.map(({ kind }: { kind: string }) => kind),
    ['grant', 'withdrawal', 'reset'],
  );
  for (let i = 0; i < 2; i++) assert.equal((await client.call('POST', '/paper/v1/reset')).status, 200);
  assert.equal((await client.call('POST', '/paper/v1/reset')).body.code, -1130);
});

suite('commission', () => {
  test('is told by symbol and by order, with tier and discount', async () => {
    const client = await gateway.client({ USDT: '1000', ETH: '1' });
    const rates = async () => (await client.call('GET', '/api/v3/account/commission', { symbol: 'BTCUSDT' })).body;
    assert.deepEqual(await rates(), {
      symbol: 'BTCUSDT',
      standardCommission: { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' },
      specialCommission: { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' },
      taxCommission: { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' },
      discount: { enabledForAccount: false, enabledForSymbol: true, discountAsset: 'ETH', discount: '0.75000000' },
    });
    const uid = (await client.call('GET', '/api/v3/account')).body.uid;
    await session.submit({ type: 'set_fees', account: uid, tier: 1 });
    assert.deepEqual((await client.call('POST', '/sapi/v1/bnbBurn', { spotBNBBurn: true })).body, {
      spotBNBBurn: true,
      interestBNBBurn: false,
    });
    assert.equal((await client.call('GET', '/sapi/v1/bnbBurn')).body.spotBNBBurn, true);
    assert.equal((await client.call('POST', '/sapi/v1/bnbBurn')).body.code, -1102);
    const after = await rates();
    assert.deepEqual([after.standardCommission.taker, after.discount.enabledForAccount], ['0.00040000', true]);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '60' };
    const tested = await client.call('POST', '/api/v3/order/test', { ...order, computeCommissionRates: true });
    assert.deepEqual(tested.body, {
      standardCommissionForOrder: { maker: '0.00020000', taker: '0.00040000' },
      specialCommissionForOrder: { maker: '0.00000000', taker: '0.00000000' },
      taxCommissionForOrder: { maker: '0.00000000', taker: '0.00000000' },
      discount: after.discount,
    });
    const { makerCommission, takerCommission, commissionRates } = (await client.call('GET', '/api/v3/account')).body;
    assert.deepEqual([makerCommission, takerCommission, commissionRates.maker], [2, 4, '0.00020000']);
  });

  test('in the discount asset is told the same in the fill, the trades and the user stream', async () => {
    const maker = await gateway.client({ USDT: '1000', BTC: '1', ETH: '5' });
    const taker = await gateway.client({ USDT: '1000', BTC: '1', ETH: '5' });
    const order = (client: Client, symbol: string, side: string, quantity: string, price: string) =>
      client.call('POST', '/api/v3/order', { symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity, price });
    await order(maker, 'ETHUSDT', 'SELL', '1', '100');
    await order(taker, 'ETHUSDT', 'BUY', '1', '100');
    await taker.call('POST', '/sapi/v1/bnbBurn', { spotBNBBurn: 'true' });
    await order(maker, 'BTCUSDT', 'BUY', '0.5', '1000');
    streamed();
    const sold = (await order(taker, 'BTCUSDT', 'SELL', '0.5', '1000')).body;
    // 500 USDT x 0.001 x 0.75 at 100 USDT for one ETH.
    const [{ commission, commissionAsset }] = sold.fills;
    assert.deepEqual([commission, commissionAsset], ['0.00375000', 'ETH']);
    const [trade] = (await taker.call('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT' })).body;
    assert.deepEqual([trade.commission, trade.commissionAsset], ['0.00375000', 'ETH']);
    const said = streamed() as { e: string; n?: string; N?: string; B?: { a: string }[] }[];
    assert.ok(said.some(({ n, N }) => n === '0.00375000' && N === 'ETH'));
    assert.ok(
      said.some(({ e, B }) => e === 'outboundAccountPosition' && B?.map(({ a }) => a).join() === 'USDT,BTC,ETH'),
    );
    assert.equal(await free(taker, 'USDT'), '1400.00000000');
  });
});

suite('deposits and withdrawals, in the words of the exchange', () => {
  const deposits = '/sapi/v1/capital/deposit/hisrec';
  const withdrawals = '/sapi/v1/capital/withdraw/history';

  test('what came and what left, newest first, of one coin or all, with what wallets say of it', async () => {
    const client = await gateway.client({ USDT: '5', BTC: '1' });
    await client.call('POST', '/paper/v1/faucet', { asset: 'USDT', amount: '10' });
    await client.call('POST', '/paper/v1/withdraw', { asset: 'USDT', amount: '2.5' });
    const insertTime = Math.floor(session.now() / 1000);
    const applyTime = new Date(insertTime).toISOString().slice(0, 19).replace('T', ' ');
    const came = (await client.call('GET', deposits, { coin: 'USDT' })).body;
    const ids = came.map((row: { id: string }) => row.id);
    const paper = { network: 'PAPER', address: '', addressTag: '', transferType: 0, walletType: 0 };
    const done = { status: 1, insertTime, completeTime: insertTime, confirmTimes: '1/1', unlockConfirm: 0 };
    assert.deepEqual(came, [
      { id: ids[0], amount: '10.00000000', coin: 'USDT', ...paper, ...done, txId: `faucet ${ids[0]}` },
      { id: ids[1], amount: '5.00000000', coin: 'USDT', ...paper, ...done, txId: `grant ${ids[1]}` },
    ]);
    assert.equal((await client.call('GET', deposits)).body.length, 3);
    const [left, ...others] = (await client.call('GET', withdrawals)).body;
    assert.deepEqual(others, []);
    assert.deepEqual(left, {
      ...{ id: left.id, amount: '2.50000000', coin: 'USDT', ...paper, status: 6, transactionFee: '0' },
      ...{ txId: `withdrawal ${left.id}`, applyTime, completeTime: applyTime, confirmNo: 1, info: 'withdrawal' },
    });
    const told = (parameters: object) => client.call('GET', deposits, { coin: 'USDT', ...parameters });
    const idsOf = async (parameters: object) => (await told(parameters)).body.map((row: { id: string }) => row.id);
    assert.deepEqual(await idsOf({ limit: 1 }), [ids[0]]);
    assert.deepEqual(await idsOf({ limit: 1, offset: 1 }), [ids[1]]);
    assert.deepEqual(await idsOf({ status: 1, startTime: insertTime }), ids);
    assert.deepEqual(await idsOf({ status: 0 }), []);
    assert.deepEqual(await idsOf({ endTime: insertTime - 1000 }), []);
    assert.deepEqual([(await told({ coin: 'NONE' })).status, (await told({ coin: 'NONE' })).body.code], [400, -1130]);
  });

  test('nobody sees another account, or anything without a key', async () => {
    const stranger = await gateway.client({ USDT: '7' });
    assert.equal((await stranger.call('GET', withdrawals)).body.length, 0);
    assert.deepEqual(
      (await stranger.call('GET', deposits)).body.map((row: { amount: string }) => row.amount),
      ['7.00000000'],
    );
    assert.equal((await gateway.get(deposits)).status, 401);
  });
});
