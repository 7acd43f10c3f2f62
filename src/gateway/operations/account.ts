/** An account's balances, rates, trades and order counts. */
import { accountAnswer, accountTradesAnswer, commissionAnswer } from '../wire/account-json.ts';
import { assetFilters, floorFilters, symbolFilters } from '../wire/filters-json.ts';
import { accept, refuse } from '../wire/outcome.ts';
import { orderRows } from '../wire/rate-limits.ts';
import { readAllocationsQuery, readTradesQuery } from '../wire/read-query.ts';
import { type SignedOperation, weighing } from './operation.ts';
import { signedReader } from './orders.ts';

export const account: SignedOperation = {
  name: 'account.status',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/account' },
  weight: weighing(20),
  orders: 0,
  freeOnSuccess: false,
  run(request) {
    const { floor } = request.session;
    const reader = signedReader(request);
    const omitZeroBalances = reader.boolean('omitZeroBalances') ?? false;
    const read = reader.finish(omitZeroBalances);
    if (!read.ok) return read;
    const { key } = request;
    return accept(
      accountAnswer(
        floor.instruments,
        {
          account: key.account,
          balances: floor.balances(key.account),
          tradeGroup: floor.tradeGroup(key.account),
          fees: floor.fees(key.account),
          canTrade: key.canTrade,
          updatedAt: floor.time,
          omitZeroBalances,
        },
        request.timeUnit,
      ),
    );
  },
};

export const accountCommission: SignedOperation = {
  name: 'account.commission',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/account/commission' },
  weight: weighing(20),
  orders: 0,
  freeOnSuccess: false,
  run(request) {
    const { floor } = request.session;
    const reader = signedReader(request);
    const read = reader.finish(reader.symbol(floor.instruments));
    if (!read.ok) return read;
    if (read.value === undefined) return refuse('malformed_request');
    return accept(commissionAnswer(floor.instruments, read.value, floor.fees(request.key.account)));
  },
};

export const myTrades: SignedOperation = {
  name: 'myTrades',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/myTrades' },
  weight: (parameters) => (parameters.has('orderId') ? 5 : 20),
  orders: 0,
  freeOnSuccess: false,
  async run(request) {
    const { floor, history } = request.session;
    const wish = readTradesQuery(signedReader(request), floor.instruments, request);
    if (!wish.ok) return wish;
    const trades = await history.trades(request.key.account, wish.value.instrument.index, wish.value.range);
    return accept(accountTradesAnswer(floor.instruments, trades, request.timeUnit));
  },
};

/** What the smart order router allocated. There is none here, so the list is always empty. */
export const myAllocations: SignedOperation = {
  name: 'myAllocations',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/myAllocations' },
  weight: weighing(20),
  orders: 0,
  freeOnSuccess: false,
  run(request) {
    const read = readAllocationsQuery(signedReader(request), request.session.floor.instruments, request);
    return read.ok ? accept('[]') : read;
  },
};

/** The filters that an account's orders in a symbol must pass; the only place that shows MAX_ASSET. */
export const myFilters: SignedOperation = {
  name: 'myFilters',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/myFilters' },
  weight: weighing(40),
  orders: 0,
  freeOnSuccess: false,
  run(request) {
    const { instruments } = request.session.floor;
    const reader = signedReader(request);
    const read = reader.finish(reader.symbol(instruments));
    if (!read.ok) return read;
    if (read.value === undefined) return refuse('malformed_request');
    return accept(
      JSON.stringify({
        exchangeFilters: floorFilters(instruments),
        symbolFilters: symbolFilters(instruments, read.value),
        assetFilters: assetFilters(instruments, read.value),
      }),
    );
  },
};

export const orderRateLimits: SignedOperation = {
  name: 'account.rateLimits.orders',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/rateLimit/order' },
  weight: weighing(40),
  orders: 0,
  freeOnSuccess: false,
  run(request) {
    const read = signedReader(request).finish(undefined);
    if (!read.ok) return read;
    return accept(JSON.stringify(orderRows(request.rateLimits, request.orderCounts())));
  },
};
