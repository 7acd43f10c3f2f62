import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { OpenOrders } from './open-orders.ts';
import { textKey } from './text-key.ts';
import type { UserOrder } from './user-order.ts';

const symbols = 2;
const accounts = [1000, 1001, 5000];
/** Two texts that share a key with account 1000, found by trying. */
const twins = ['o-261296', 'o-2408800'] as const;

suite('open orders', () => {
  test('whatever is added, renamed and removed, every question is answered as by a plain list', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'add', 'rename', 'remove'),
      which: fc.nat(),
      account: fc.constantFrom(...accounts),
      symbol: fc.nat(symbols - 1),
      name: fc.oneof(fc.constantFrom(...twins), fc.string({ minLength: 1, maxLength: 3 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const open = new OpenOrders(symbols);
        let plain: UserOrder[] = [];
        for (const [at, { what, which, account, symbol, name }] of steps.entries()) {
          const one = plain[which % plain.length];
          const isFree = (owner: number) =>
            plain.every((order) => order.account !== owner || order.clientOrderId !== name || order === one);
          if (what === 'add' && isFree(account) && one?.clientOrderId !== name) {
            // Ids of one symbol whose low 32 bits are the same.
            const order = orderOf(1 + Math.floor(at / 3) + (at % 3) * 2 ** 32, symbol, account, name);
            if (at % 2 === 0) open.rest(order);
            else open.add(order);
            plain.push(order);
          } else if (what === 'rename' && one !== undefined && isFree(one.account)) open.rename(one, name);
          else if (what === 'remove' && one !== undefined) {
            open.remove(one);
            plain = plain.filter((order) => order !== one);
          }
          open.checkInvariants();
          compare(open, plain);
        }
      }),
    );
  });

  test('two client ids with one key are told apart', () => {
    const [one, other] = twins;
    assert.equal(textKey(one, 1000), textKey(other, 1000));
    const open = new OpenOrders(1);
    const first = orderOf(1, 0, 1000, one);
    const second = orderOf(2, 0, 1000, other);
    open.add(first);
    assert.equal(open.byClientId(1000, other), undefined);
    open.add(second);
    assert.equal(open.byClientId(1000, one), first);
    assert.equal(open.byClientId(1000, other), second);
    open.remove(first);
    assert.equal(open.byClientId(1000, one), undefined);
    assert.equal(open.byClientId(1000, other), second);
  });
});

function compare(open: OpenOrders, plain: readonly UserOrder[]): void {
  for (const account of accounts) {
    const own = plain.filter((order) => order.account === account);
    assert.deepEqual(open.ofAccount(account), own);
    assert.equal(open.countOnFloor(account), own.length);
    for (let symbol = 0; symbol < symbols; symbol++) {
      const there = own.filter((order) => order.symbol === symbol);
      assert.deepEqual(open.ofAccount(account, symbol), there);
      assert.equal(open.countOf(account, symbol), there.length);
    }
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const there = plain.filter((order) => order.symbol === symbol);
    assert.deepEqual(new Set(open.all(symbol)), new Set(there));
    assert.equal(open.countIn(symbol), there.length);
    const resting = there.filter(({ isResting }) => isResting);
    assert.equal(open.restingIn(symbol), resting.length);
    for (const side of [0, 1] as const) {
      const prices = resting.filter((order) => order.side === side).map(({ price }) => price);
      const best = side === 0 ? Math.max(...prices) : Math.min(...prices);
      assert.equal(open.bestPrice(symbol, side), prices.length === 0 ? -1 : best);
    }
  }
  for (const order of plain) {
    assert.equal(open.byId(order.symbol, order.orderId), order);
    assert.equal(open.byClientId(order.account, order.clientOrderId), order);
  }
  assert.equal(open.byId(0, 777), undefined);
}

function orderOf(orderId: number, symbol: number, account: number, clientOrderId: string): UserOrder {
  const side = orderId % 2 === 0 ? 0 : 1;
  return {
    orderId,
    symbol,
    account,
    clientOrderId,
    side,
    price: 1 + (orderId % 7),
    isResting: false,
    slot: 0,
  } as UserOrder;
}
