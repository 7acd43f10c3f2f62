/** What holds for any sequence of commands over any background: money, books, snapshots, and the way time is cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cancelById, deposit, limit, place, SmallFloor, smallDefinition } from '../../../test/core/small-floor.ts';
import { SmallMarket } from '../../../test/core/small-market.ts';
import { ObviousBook } from '../book/obvious-book.ts';
import { type FloorDefinition, selfTradePreventions } from '../instruments/definition.ts';
import type { MakeBook } from '../matching/matcher.ts';
import type { AccountEvent } from '../messages/account-event.ts';
import type { Command, OrderTerms, PlaceOrder, Trigger } from '../messages/command.ts';
import { isTrade, marketEventStride, marketField, sideOf } from '../messages/market-event.ts';
import type { AccountId, Amount, AssetIndex, OrderId, Price, Quantity, SymbolIndex } from '../units/brand.ts';
import { Floor } from './floor.ts';

const users = [1000, 1001, 1002];
const definition: FloorDefinition = {
  ...smallDefinition,
  fees: {
    makerPpm: 1000,
    takerPpm: 2000,
    tax: { makerPpm: 10, takerPpm: 20, buyerPpm: 30 },
    tiers: [{ name: 'vip', makerPpm: 0, takerPpm: 500 }],
    discount: { asset: 'BTC', factorPpm: 750_000 },
  },
  money: {
    faucet: [
      { asset: 'BTC', perClaim: '5', perDay: '8', balanceMax: '300' },
      { asset: 'USDT', perClaim: '5000', perDay: '20000', balanceMax: '40000' },
    ],
    resetsPerDay: 2,
  },
};
/** Every second floor bounds its executions, tightly, and has a tier by volume. */
const bounded: FloorDefinition = {
  ...definition,
  fees: {
    ...definition.fees,
    volumeAsset: 'USDT',
    tiers: [{ name: 'vip', makerPpm: 0, takerPpm: 500, volumeMin: '100' }],
  },
  symbols: definition.symbols.map((symbol) => ({
    ...symbol,
    referencePrice: { bucketCount: 3, bucketWidthMs: 1 },
    priceRange: {
      bidLimitMultUp: '1.003',
      bidLimitMultDown: '0.995',
      askLimitMultUp: '1.005',
      askLimitMultDown: '0.997',
    },
  })),
};
const runs = { numRuns: 150 };

interface Step {
  readonly afterUs: number;
  readonly command: Command;
}

const account = fc.constantFrom(...users);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const price = fc.integer({ min: 985, max: 1015 });
const quantity = fc.integer({ min: 1, max: 500 });
const prevention = fc.constantFrom(undefined, ...selfTradePreventions, 'decrement' as const, 'transfer' as const);
const terms: fc.Arbitrary<OrderTerms> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(price, quantity, fc.constantFrom('gtc' as const, 'ioc' as const, 'fok' as const))
      .map((of) => limit(...of)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(price, quantity)
      .map(([p, q]): OrderTerms => ({ kind: 'limit_maker', price: p as Price, quantity: q as Quantity })),
  },
  { weight: 2, arbitrary: quantity.map((q) => ({ kind: 'market' as const, quantity: q as Quantity })) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 5000 }).map((units) => ({
      kind: 'market_quote' as const,
      quoteAmount: (BigInt(units) * 10n ** 8n) as Amount,
    })),
  },
);
const iceberg: fc.Arbitrary<OrderTerms> = fc
  .tuple(price, quantity, fc.integer({ min: 1, max: 100 }))
  .map(([p, q, shown]) => {
    return {
      kind: 'limit',
      timeInForce: 'gtc',
      price: p as Price,
      quantity: q as Quantity,
      icebergQuantity: Math.min(q, shown) as Quantity,
    };
  });
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  price.map((p) => ({ stopPrice: p as Price })),
  fc.integer({ min: 10, max: 150 }).map((trailingDelta) => ({ trailingDelta })),
  fc.tuple(price, fc.integer({ min: 10, max: 150 })).map(([p, trailingDelta]) => {
    return { stopPrice: p as Price, trailingDelta };
  }),
);
const conditional: fc.Arbitrary<OrderTerms> = fc.oneof(
  fc
    .tuple(fc.constantFrom('stop_loss' as const, 'take_profit' as const), trigger, quantity)
    .map(([kind, what, q]) => ({ kind, trigger: what, quantity: q as Quantity })),
  fc
    .tuple(
      fc.constantFrom('stop_loss_limit' as const, 'take_profit_limit' as const),
      trigger,
      fc.constantFrom('gtc' as const, 'ioc' as const, 'fok' as const),
      price,
      quantity,
    )
    .map(([kind, what, timeInForce, p, q]) => {
      return { kind, trigger: what, timeInForce, price: p as Price, quantity: q as Quantity };
    }),
);
const pegged: fc.Arbitrary<OrderTerms> = fc
  .tuple(
    fc.constantFrom('limit' as const, 'limit_maker' as const, 'stop_loss_limit' as const, 'take_profit_limit' as const),
    fc.constantFrom('primary' as const, 'market' as const),
    fc.integer({ min: 0, max: 2 }),
    trigger,
    quantity,
  )
  .map(([kind, to, levels, what, q]) => {
    const common = { price: 0 as Price, quantity: q as Quantity, peg: { to, levels } };
    if (kind === 'limit_maker') return { kind, ...common };
    return kind === 'limit'
      ? { kind, timeInForce: 'gtc', ...common }
      : { kind, timeInForce: 'gtc', trigger: what, ...common };
  });
const placement = fc
  .record({
    account,
    side,
    terms: fc.oneof({ weight: 3, arbitrary: terms }, conditional, iceberg, pegged),
    prevention,
    clientOrderId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  })
  .map(({ account: by, side: way, terms: what, prevention: mode, clientOrderId }): PlaceOrder => {
    return place(by, clientOrderId, way, what, mode === undefined ? {} : { selfTradePrevention: mode });
  });
const movement: fc.Arbitrary<Command> = fc
  .tuple(account, account, fc.integer({ min: 0, max: 1 }), fc.bigInt(-(10n ** 10n), 10n ** 12n), fc.nat(10))
  .map(([of, to, at, units, which]): Command => {
    const [by, asset, amount] = [of as AccountId, at as AssetIndex, units as Amount];
    if (which < 2) return deposit(by, asset, amount);
    if (which < 4) return { type: 'withdraw', account: by, asset, amount };
    if (which < 7) return { type: 'transfer', source: by, target: to as AccountId, asset, amount };
    if (which === 7) return { type: 'set_trade_group', account: by, tradeGroup: asset };
    if (which === 8) return { type: 'set_fees', account: by, tier: asset, paysInDiscountAsset: amount > 0n };
    if (which === 9) return { type: 'claim_faucet', account: by, asset, ...(units > 10n ** 11n ? {} : { amount }) };
    return { type: 'reset_account', account: by, cancelIdPrefix: 'reset', byOperator: units < 0n };
  });
const replacement = fc
  .tuple(
    placement,
    fc.integer({ min: 1, max: 80 }),
    fc.constantFrom('stop_on_failure' as const, 'allow_failure' as const),
  )
  .map(([order, orderId, mode]): Command => {
    const { account: by, symbol } = order;
    const cancel = {
      type: 'cancel_order',
      account: by,
      symbol,
      orderId: orderId as OrderId,
      cancelId: 'cancel',
    } as const;
    return { type: 'cancel_replace', cancel, order, mode };
  });
const amend = fc
  .tuple(
    account,
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'h', 'i'),
    fc.constantFrom('a', 'b', 'g'),
    fc.integer({ min: 1, max: 300 }),
  )
  .map(([by, clientOrderId, newClientOrderId, lots]): Command => {
    const common = { account: by as AccountId, symbol: 0 as SymbolIndex, quantity: lots as Quantity };
    return { type: 'amend_order', ...common, clientOrderId, newClientOrderId };
  });
/** A price of the book, and none of its own. */
const pegOf = (choice: number) => {
  return { price: 0 as Price, peg: { to: 'primary' as const, levels: choice % 2 } };
};
const listed = fc
  .tuple(
    account,
    side,
    fc.constantFrom('oco' as const, 'oto' as const, 'otoco' as const, 'opo' as const, 'opoco' as const),
    fc.tuple(price, price, price),
    fc.tuple(quantity, quantity),
    fc.tuple(terms, conditional, fc.constantFrom('limit_maker' as const, 'take_profit' as const, undefined)),
    fc.integer({ min: 10, max: 150 }),
    fc.constantFrom('a', 'd'),
  )
  .map(([by, anySide, kind, [p, q, r], [lots, more], [pending, single, otherKind], delta, name]): Command => {
    const isPaid = kind === 'opo' || kind === 'opoco';
    const way = isPaid ? 'sell' : anySide;
    const trailing = delta < 60 ? { trailingDelta: delta } : { stopPrice: Math.min(p, q) as Price };
    const stopPrice = (way === 'sell' ? Math.min(p, q) : Math.max(p, q) + 1) as Price;
    const otherPrice = (way === 'sell' ? Math.max(p, q) + 1 : Math.min(p, q)) as Price;
    const size = (isPaid ? 0 : lots) as Quantity;
    const stop: OrderTerms =
      delta % 2 === 0
        ? { kind: 'stop_loss', trigger: delta % 4 === 0 ? trailing : { stopPrice }, quantity: size }
        : {
            kind: 'stop_loss_limit',
            trigger: { stopPrice },
            timeInForce: 'gtc',
            price: r as Price,
            quantity: size,
            ...(delta % 5 === 0 ? pegOf(delta) : {}),
          };
    const other: OrderTerms =
      otherKind === 'take_profit'
        ? { kind: otherKind, trigger: { stopPrice: otherPrice }, quantity: size }
        : otherKind === 'limit_maker'
          ? { kind: otherKind, quantity: size, ...(delta % 3 === 0 ? pegOf(delta) : { price: otherPrice }) }
          : {
              kind: 'take_profit_limit',
              trigger: { stopPrice: otherPrice },
              timeInForce: 'ioc',
              price: otherPrice,
              quantity: size,
            };
    const onlyOne = 'quantity' in single ? { ...single, quantity: size } : single;
    const last = isPaid || delta < 80 ? onlyOne : pending;
    const working = place(by, name, isPaid ? 'buy' : p > q ? 'buy' : 'sell', limit(r, more));
    const pair = [place(by, 'h', way, stop), place(by, 'i', way, other)];
    const orders =
      kind === 'oco' ? pair : kind.endsWith('co') ? [working, ...pair] : [working, place(by, 'h', way, last)];
    const common = { account: by as AccountId, symbol: 0 as SymbolIndex, kind, listClientOrderId: name };
    return { type: 'place_order_list', ...common, orders };
  });
const listCancel = fc.tuple(account, fc.constantFrom('a', 'd')).map(([by, listClientOrderId]): Command => {
  const common = { account: by as AccountId, symbol: 0 as SymbolIndex, cancelId: 'cancel' };
  return { type: 'cancel_order_list', ...common, listClientOrderId };
});
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: listed },
  { weight: 1, arbitrary: listCancel },
  { weight: 10, arbitrary: placement },
  { weight: 2, arbitrary: replacement },
  { weight: 2, arbitrary: amend },
  { weight: 3, arbitrary: fc.tuple(account, fc.integer({ min: 1, max: 80 })).map(([by, id]) => cancelById(by, id)) },
  {
    weight: 1,
    arbitrary: account.map((by) => {
      return { type: 'cancel_all', account: by as AccountId, symbol: 0 as SymbolIndex, cancelIdPrefix: 'all' } as const;
    }),
  },
  { weight: 3, arbitrary: movement },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'grant_time' } as const, { type: 'skip_time' } as const) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ afterUs: fc.integer({ min: 0, max: 300 }), command }), {
  minLength: 1,
  maxLength: 40,
});

function definitionOf(seed: number): FloorDefinition {
  return seed % 2 === 0 ? definition : bounded;
}

function newFloor(seed: number, makeBook?: MakeBook): SmallFloor {
  const small = new SmallFloor(definitionOf(seed), new SmallMarket(seed), makeBook);
  for (const user of users) small.open(user, 2n * 10n ** 10n, 3n * 10n ** 12n);
  return small;
}

/** Applies steps one after the other; `each` is called after every one with the floor and the microseconds passed. */
function run(small: SmallFloor, all: readonly Step[], each?: (step: Step) => void): void {
  let passed = 0;
  for (const step of all) {
    passed += step.afterUs;
    small.apply(step.command, passed);
    each?.(step);
  }
}

test('money is conserved, books agree and nobody owes, after every command', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, all) => {
      const small = newFloor(seed);
      run(small, all, () => small.floor.checkInvariants());
    }),
    runs,
  );
});

test('the obvious book and the fast book give the same answers, events and state', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, all) => {
      const fast = newFloor(seed);
      const obvious = newFloor(seed, () => new ObviousBook());
      const told = [fast, obvious].map((small) => {
        const answers: unknown[] = [];
        let passed = 0;
        for (const step of all) {
          passed += step.afterUs;
          answers.push(small.apply(step.command, passed));
        }
        const market = [
          ...small.floor.marketEvents.records.subarray(0, small.floor.marketEvents.count * marketEventStride),
        ];
        return { answers, market, events: small.floor.takeAccountEvents(), hash: small.floor.hash() };
      });
      assert.deepEqual(told[0], told[1]);
    }),
    runs,
  );
});

test('who passes over account events that are told has the same state, and the others to the letter', () => {
  fc.assert(
    fc.property(fc.integer(), steps, fc.double({ min: 0, max: 1, noNaN: true }), (seed, all, share) => {
      const [whole, partial] = [newFloor(seed), newFloor(seed)];
      for (const { floor } of [whole, partial]) floor.takeAccountEvents();
      const first = whole.floor.lastEventId;
      run(whole, all);
      const told = first + Math.floor((whole.floor.lastEventId - first) * share);
      partial.floor.passOverAccountEvents(told);
      run(partial, all);
      const behind = whole.floor.takeAccountEvents().filter(({ eventId }) => eventId > told);
      assert.deepEqual(partial.floor.takeAccountEvents(), behind);
      assert.equal(partial.floor.hash(), whole.floor.hash());
    }),
    runs,
  );
});

test('a snapshot gives the floor back: same bytes, same hash, same future', () => {
  fc.assert(
    fc.property(fc.integer(), steps, steps, (seed, before, after) => {
      const first = newFloor(seed);
      run(first, before);
      const bytes = first.floor.encode();
      const source = new SmallMarket(0);
      const second = Floor.decode(definitionOf(seed), source, bytes);
      assert.equal(second.hash(), first.floor.hash());
      assert.deepEqual(second.encode(), bytes);
      let time = first.floor.time as number;
      for (const step of after) {
        time += step.afterUs;
        const stamped = { sequence: second.sequence + 1, time: time as never, command: step.command };
        assert.deepEqual(second.apply(stamped), first.floor.apply(stamped));
      }
      assert.equal(second.hash(), first.floor.hash());
      second.checkInvariants();
    }),
    runs,
  );
});

test('time cut into pieces is the same as time passed at once', () => {
  fc.assert(
    fc.property(fc.integer(), steps, fc.infiniteStream(fc.integer({ min: 1, max: 90 })), (seed, all, cuts) => {
      const whole = newFloor(seed);
      run(whole, all);
      const pieces = newFloor(seed);
      let passed = 0;
      for (const step of all) {
        const until = passed + step.afterUs;
        while (step.command.type !== 'skip_time') {
          passed += cuts.next().value as number;
          if (passed >= until) break;
          pieces.advance(passed);
        }
        passed = until;
        pieces.apply(step.command, passed);
      }
      // A grant at the end leaves the market where it was; both are brought to one instant to be compared.
      for (const small of [whole, pieces]) small.advance(passed);
      assert.equal(pieces.floor.hash(), whole.floor.hash());
    }),
    runs,
  );
});

test('fills never exceed the order, and never pass its price', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, all) => {
      const small = newFloor(seed);
      run(small, all);
      for (const event of small.floor.takeAccountEvents()) {
        if (event.type !== 'order_filled') continue;
        const { order, fill } = event;
        assert.ok(order.executed <= order.quantity);
        if (order.quoteAmount > 0n) {
          // A sell stops with the lot that reaches the amount.
          const perLot = order.side === 'sell' ? fill.quoteAmount / BigInt(fill.quantity) : 0n;
          const most = order.side === 'sell' ? order.quoteAmount + perLot - 1n : order.quoteAmount;
          assert.ok(order.cumulativeQuote <= most);
        }
        if (order.price > 0) assert.ok(order.side === 'buy' ? fill.price <= order.price : fill.price >= order.price);
      }
    }),
    runs,
  );
});

test('trades go by price, then by time: a taker never passes over a better or an older order', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, all) => {
      const { floor } = newFloorWithTrades(seed, all);
      const { records, count } = floor.marketEvents;
      // A triggered order, and a later slice of an iceberg order, rest behind orders with higher ids.
      const late = new Set<number>();
      for (const event of floor.takeAccountEvents()) {
        const isIceberg = event.type === 'order_accepted' && event.order.icebergQuantity > 0;
        if (event.type === 'order_triggered' || isIceberg) late.add(event.order.orderId);
      }
      let last: { taker: number; price: number; maker: number; side: number } | undefined;
      for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
        const taker = records[at + marketField.takerOrderId] ?? 0;
        const kind = records[at + marketField.kind] ?? 0;
        if (!isTrade(kind) || taker === 0) continue;
        const trade = {
          taker,
          price: records[at + marketField.price] ?? 0,
          maker: records[at + marketField.makerOrderId] ?? 0,
          side: sideOf(kind),
        };
        if (last?.taker === taker) {
          assert.ok(trade.side === 0 ? trade.price >= last.price : trade.price <= last.price);
          const isQueue = !late.has(trade.maker) && !late.has(last.maker);
          if (isQueue && trade.price === last.price) assert.ok(trade.maker > last.maker);
        }
        last = trade;
      }
    }),
    runs,
  );
});

test('each account event has its own number, without gaps, and says what the account then has', () => {
  fc.assert(
    fc.property(fc.integer(), steps, (seed, all) => {
      const small = newFloor(seed);
      small.floor.takeAccountEvents();
      const first = eventIdAfter(small);
      run(small, all);
      const events = small.floor.takeAccountEvents();
      events.forEach((event, index) => {
        assert.equal(event.eventId, first + index);
      });
      for (const user of users) {
        const known = new Map<number, unknown>();
        for (const event of events) {
          if (event.type !== 'balances_changed' || event.account !== user) continue;
          for (const balance of event.balances) known.set(balance.asset, balance);
        }
        for (const balance of small.floor.balances(user as AccountId)) {
          if (known.has(balance.asset)) assert.deepEqual(known.get(balance.asset), balance);
        }
      }
    }),
    runs,
  );
});

function newFloorWithTrades(seed: number, all: readonly Step[]): SmallFloor {
  const small = newFloor(seed);
  small.floor.marketEvents.drain();
  run(small, all);
  return small;
}

/** The next event's number, found by making one. */
function eventIdAfter(small: SmallFloor): number {
  small.apply(deposit(users[0] as number, 0, 1n));
  const events: AccountEvent[] = small.floor.takeAccountEvents();
  return (events.at(-1)?.eventId ?? 0) + 1;
}
