/** Every sentence of the matching engine that docs/reference/engine-messages.md says can be met is met, with its code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { SymbolIndex } from '../../src/core/units/brand.ts';
import { errorTable } from '../../src/gateway/wire/errors.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import {
  type Client,
  createTestGateway,
  type Method,
  type Parameters,
  type TestGateway,
} from '../support/test-gateway.ts';

const symbol = 'BTCUSDT';
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };
const [btc, ...others] = quietFloor().symbols;
const definition = {
  ...quietFloor(),
  symbols: [{ ...btc!, minQuantity: '0.01', marketMinQuantity: '0.05', minNotional: '1' }, ...others],
};
const page = readFileSync(new URL('../../docs/reference/engine-messages.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| message') && !line.startsWith('| ---'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')) as [string, string]);
const told = new Map(rows);

let gateway: TestGateway;
let session: MemorySession;
let alice: Client;
let bob: Client;
const met = new Set<string>();

before(async () => {
  session = new MemorySession({ definition });
  gateway = await createTestGateway({ session, limits: false });
  alice = await gateway.client();
  bob = await gateway.client();
});
after(() => gateway.close());

async function refused(message: string, method: Method, path: string, parameters: Parameters): Promise<void> {
  const { status, body } = await alice.call(method, path, parameters);
  const said = told.get(message);
  assert.equal(`${body.code}`, said?.split(',')[0], `${status} ${JSON.stringify(body)}`);
  assert.ok(body.msg === message || body.msg === `${message}.`, body.msg);
  met.add(message);
}
const order = (message: string, changes: Parameters) =>
  refused(message, 'POST', '/api/v3/order', { ...limit, ...changes });
const placed = async (who: Client, path: string, parameters: Parameters) => {
  const { status, body } = await who.call('POST', path, parameters);
  assert.equal(status, 200, body.msg);
  return body;
};
const market = { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' };

test('a book too thin for an order by quote amount', async () => {
  const path = '/api/v3/order';
  await refused('Order book liquidity is less than symbol minimum quantity.', 'POST', path, market);
  const thin = await placed(bob, path, { ...limit, side: 'SELL', quantity: '0.012' });
  await placed(alice, path, { ...limit, timeInForce: 'IOC', quantity: '0.01', price: '50000' });
  await refused('Order book liquidity is less than LOT_SIZE filter minimum quantity.', 'POST', path, market);
  await placed(bob, path, { ...limit, side: 'SELL', quantity: '0.01' });
  await refused('Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.', 'POST', path, market);
  assert.equal(thin.status, 'NEW');
  await bob.call('DELETE', '/api/v3/openOrders', { symbol });
});

test('orders', async () => {
  await placed(alice, '/api/v3/order', { ...limit, newClientOrderId: 'once' });
  await order('Duplicate order sent.', { newClientOrderId: 'once' });
  await order('Account has insufficient balance for requested action.', { quantity: '100' });
  await order('IcebergQty exceeds QTY.', { icebergQty: '0.2' });
  await order('Unsupported order combination', { icebergQty: '0.05', timeInForce: 'IOC' });
  const { timeInForce, price, ...untimed } = limit;
  const post = (message: string, parameters: Parameters) => refused(message, 'POST', '/api/v3/order', parameters);
  const stop = { ...untimed, type: 'STOP_LOSS', stopPrice: '40000' };
  await post('Order would trigger immediately.', stop);
  await post('Order would immediately match and take.', { ...untimed, side: 'SELL', type: 'LIMIT_MAKER', price });
  const pegged = { ...untimed, pegPriceType: 'PRIMARY_PEG' };
  await post('This order type may not use pegged price.', { ...pegged, type: 'STOP_LOSS', stopPrice: '60000' });
  const unfit = { ...untimed, type: 'LIMIT_MAKER', pegPriceType: 'MARKET_PEG' };
  await post('This price peg cannot be used with this order type.', unfit);
  const deep = { ...pegged, timeInForce, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 100 };
  await post('Order book liquidity is too low for this pegged order.', deep);
});

test('lists, cancels and amends', async () => {
  const pair = { symbol, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', belowType: 'STOP_LOSS' };
  const prices = { abovePrice: '40000', belowStopPrice: '45000' };
  const unrelated = 'The relationship of the prices for the orders is not correct.';
  await refused(unrelated, 'POST', '/api/v3/orderList/oco', { ...pair, ...prices });
  await refused('Unknown order sent.', 'DELETE', '/api/v3/order', { symbol, orderId: 999_999 });
  const restricted = { symbol, origClientOrderId: 'once', cancelRestrictions: 'ONLY_PARTIALLY_FILLED' };
  await refused('Order was not canceled due to cancel restrictions.', 'DELETE', '/api/v3/order', restricted);
  const amend = (message: string, origClientOrderId: string, newQty: string) =>
    refused(message, 'PUT', '/api/v3/order/amend/keepPriority', { symbol, origClientOrderId, newQty });
  await amend('Order amend (quantity increase) is not supported.', 'once', '0.2');
  await amend('The requested action would change no state; rejecting', 'once', '0.1');
  const working = { symbol, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '40000', workingQuantity: '0.1' };
  const pending = { pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingPrice: '60000' };
  const opo = { ...working, workingTimeInForce: 'GTC', ...pending, pendingClientOrderId: 'paid' };
  await placed(alice, '/api/v3/orderList/opo', opo);
  await amend('Order amend (pending OPO order) is not supported.', 'paid', '0.05');
  await session.submit({ type: 'set_symbol_status', symbol: 0 as SymbolIndex, status: 'halt' });
  await order('Market is closed.', {});
});

test('the page lists what was met, and nothing else with a code; what is never met has no sentence here', () => {
  const meant = rows.filter(([, here]) => here.startsWith('-')).map(([message]) => message);
  assert.deepEqual([...met].toSorted(), meant.toSorted());
  const sentences = new Set<string>(Object.values(errorTable).map(([, , sentence]) => sentence));
  const never = rows.filter(([, here]) => here.startsWith('never: ')).map(([message]) => message);
  assert.equal(meant.length + never.length, rows.length);
  for (const message of never) {
    // A key whose account is not on the floor: kept for what no client can bring about.
    if (message !== 'This action is disabled on this account.') assert.ok(!sentences.has(message), message);
  }
});
