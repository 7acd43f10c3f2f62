/** Waiting orders against an obvious model: every order asked at every trade, in the order of its trigger. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { place, smallDefinition } from '../../../test/core/small-floor.ts';
import { BookMemory } from '../book/book-memory.ts';
import { FastBook } from '../book/fast-book.ts';
import type { SideCode } from '../book/order-book.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import type { OrderTerms, Trigger } from '../messages/command.ts';
import type { Price, Quantity } from '../units/brand.ts';
import { newUserOrder } from './new-user-order.ts';
import { SymbolMarket } from './symbol-market.ts';
import type { UserOrder } from './user-order.ts';
import { risesTo, WaitingOrders } from './waiting-orders.ts';

type Step =
  | {
      readonly do: 'place';
      readonly kind: 'stop_loss' | 'take_profit';
      readonly side: SideCode;
      readonly trigger: Trigger;
    }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'trade'; readonly price: number };

const price = fc.integer({ min: 900, max: 1100 });
const delta = fc.constantFrom(10, 50, 100, 101, 500);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      kind: fc.constantFrom('stop_loss' as const, 'take_profit' as const),
      side: fc.constantFrom(0 as const, 1 as const),
      trigger: fc.oneof(
        price.map((stopPrice) => ({ stopPrice: stopPrice as Price })),
        delta.map((trailingDelta) => ({ trailingDelta })),
        fc.record({ stopPrice: price.map((ticks) => ticks as Price), trailingDelta: delta }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(50) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('trade' as const), price }) },
);

/** What the model knows of an order: where its extreme stands, undefined before it follows. */
interface Model {
  readonly order: UserOrder;
  extreme: number | undefined;
}

/** Ticks at which an order fires now, and whether on a rise. */
function firing({ order, extreme }: Model): { readonly at: number; readonly rises: boolean } | undefined {
  const { side, trailingDelta, stopPrice } = order;
  if (trailingDelta === 0) return { at: stopPrice, rises: risesTo(order.kind, side) };
  if (extreme === undefined) return undefined;
  const at = side === 0 ? (extreme * (10_000 + trailingDelta)) / 10_000 : (extreme * (10_000 - trailingDelta)) / 10_000;
  return { at: side === 0 ? Math.ceil(at - 1e-9) : Math.floor(at + 1e-9), rises: side === 0 };
}

function traded(models: Model[], at: number): number[] {
  for (const model of models) {
    const { order, extreme } = model;
    if (order.trailingDelta === 0) continue;
    const isReached = risesTo(order.kind, order.side) ? at >= order.stopPrice : at <= order.stopPrice;
    if (extreme === undefined) model.extreme = isReached ? at : undefined;
    else model.extreme = order.side === 0 ? Math.min(extreme, at) : Math.max(extreme, at);
  }
  const due = models.flatMap((model) => {
    const fire = firing(model);
    const isDue = fire !== undefined && (fire.rises ? at >= fire.at : at <= fire.at);
    return isDue ? [{ model, ...fire }] : [];
  });
  due.sort(
    (a, b) =>
      Number(b.rises) - Number(a.rises) ||
      (a.rises ? a.at - b.at : b.at - a.at) ||
      a.model.order.orderId - b.model.order.orderId,
  );
  for (const { model } of due) models.splice(models.indexOf(model), 1);
  return due.map(({ model }) => model.order.orderId);
}

test('each trade triggers what an obvious model says, in its order, and prices in between concern nobody', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
      const [instrument] = createInstruments(smallDefinition).symbols;
      assert.ok(instrument);
      const market = new SymbolMarket(instrument, new FastBook(new BookMemory()));
      const waiting = new WaitingOrders(market);
      const models: Model[] = [];
      market.lastPrice = 1000;
      let id = 0;
      for (const one of steps) {
        if (one.do === 'place') {
          const isReached =
            one.trigger.stopPrice !== undefined &&
            (risesTo(one.kind, one.side)
              ? market.lastPrice >= one.trigger.stopPrice
              : market.lastPrice <= one.trigger.stopPrice);
          if (isReached) continue;
          const terms: OrderTerms = { kind: one.kind, trigger: one.trigger, quantity: 1 as Quantity };
          const command = place(1000, `${id}`, one.side === 0 ? 'buy' : 'sell', terms);
          const order = newUserOrder(command, ++id, 1, 'none', { waits: true, holdPrice: 1, limit: 1 });
          waiting.add(order, market.lastPrice);
          models.push({ order, extreme: one.trigger.stopPrice === undefined ? market.lastPrice : undefined });
        } else if (one.do === 'cancel') {
          const [model] = models.splice(one.which % Math.max(1, models.length), 1);
          if (model) waiting.remove(model.order);
        } else {
          const expected = traded(models, one.price);
          market.lastPrice = one.price;
          const triggered: number[] = [];
          if (!market.reached.isEmpty) {
            market.reached.take();
            for (let order = waiting.take(2, one.price); order; order = waiting.take(2, one.price)) {
              triggered.push(order.orderId);
            }
            waiting.settle();
          }
          assert.deepEqual(triggered, expected);
        }
        waiting.checkInvariants();
        assert.equal(waiting.size, models.length);
        for (const { order, extreme } of models) assert.equal(waiting.extremeOf(order), extreme ?? 0);
      }
    }),
    { numRuns: 1000 },
  );
});

test('prices between the nearest triggers are not even noted', () => {
  const [instrument] = createInstruments(smallDefinition).symbols;
  assert.ok(instrument);
  const market = new SymbolMarket(instrument, new FastBook(new BookMemory()));
  const waiting = new WaitingOrders(market);
  market.lastPrice = 1000;
  const add = (id: number, side: 'buy' | 'sell', trigger: Trigger) => {
    const terms: OrderTerms = { kind: 'stop_loss', trigger, quantity: 1 as Quantity };
    const order = newUserOrder(place(1000, `${id}`, side, terms), id, 1, 'none', {
      waits: true,
      holdPrice: 1,
      limit: 1,
    });
    waiting.add(order, market.lastPrice);
  };
  add(1, 'buy', { stopPrice: 1010 as Price });
  add(2, 'sell', { stopPrice: 990 as Price });
  for (const quiet of [1009, 991, 1000]) market.lastPrice = quiet;
  assert.ok(market.reached.isEmpty);
  market.lastPrice = 990;
  assert.deepEqual(market.reached.take(), { symbol: 0, price: 990 });
});
