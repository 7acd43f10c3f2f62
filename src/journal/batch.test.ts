import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { selfTradePreventions } from '../core/instruments/definition.ts';
import type { Command, StampedCommand } from '../core/messages/command.ts';
import { symbolStatuses } from '../core/messages/symbol-status.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import { openBatch, sealBatch } from './batch.ts';
import { JournalCorrupt } from './journal-errors.ts';

const account = fc.integer({ min: 1000, max: 4_000_000 });
const symbol = fc.integer({ min: 0, max: 9 });
const price = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const quantity = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const units = fc.bigInt({ min: 0n, max: 2n ** 90n });
const text = fc.oneof(
  fc.string({ maxLength: 36 }),
  fc.string({ minLength: 250, maxLength: 260 }),
  fc.string({ unit: 'grapheme' }),
);
const trigger = fc.record(
  { stopPrice: price, trailingDelta: fc.integer({ min: 1, max: 2 ** 32 - 1 }) },
  { requiredKeys: [] },
);
const peg = fc.record(
  { to: fc.constantFrom('primary', 'market'), levels: fc.integer({ min: 0, max: 100 }) },
  { requiredKeys: ['to'] },
);
const terms = fc.oneof(
  fc.record({ kind: fc.constantFrom('stop_loss', 'take_profit'), trigger, quantity }),
  fc.record(
    {
      kind: fc.constantFrom('stop_loss_limit', 'take_profit_limit'),
      trigger,
      timeInForce: fc.constantFrom('gtc', 'ioc', 'fok'),
      price,
      quantity,
      peg,
    },
    { requiredKeys: ['kind', 'trigger', 'timeInForce', 'price', 'quantity'] },
  ),
  fc.record(
    {
      kind: fc.constant('limit'),
      timeInForce: fc.constantFrom('gtc', 'ioc', 'fok'),
      price,
      quantity,
      icebergQuantity: quantity,
      peg,
    },
    { requiredKeys: ['kind', 'timeInForce', 'price', 'quantity'] },
  ),
  fc.record(
    { kind: fc.constant('limit_maker'), price, quantity, icebergQuantity: quantity, peg },
    { requiredKeys: ['kind', 'price', 'quantity'] },
  ),
  fc.record({ kind: fc.constant('market'), quantity }),
  fc.record({ kind: fc.constant('market_quote'), quoteAmount: fc.bigInt({ min: 0n, max: 2n ** 90n }) }),
);
const placement = fc.record(
  {
    type: fc.constant('place_order'),
    account,
    symbol,
    side: fc.constantFrom('buy', 'sell'),
    terms,
    clientOrderId: text,
    selfTradePrevention: fc.constantFrom(...selfTradePreventions),
    strategyId: fc.maxSafeNat(),
    strategyType: fc.maxSafeNat(),
  },
  { requiredKeys: ['type', 'account', 'symbol', 'side', 'terms', 'clientOrderId'] },
);
const cancel = fc.record(
  {
    type: fc.constant('cancel_order'),
    account,
    symbol,
    orderId: fc.maxSafeNat(),
    clientOrderId: text,
    cancelId: text,
    restriction: fc.constantFrom('only_new', 'only_partially_filled'),
  },
  { requiredKeys: ['type', 'account', 'symbol', 'cancelId'] },
);
const command = fc.oneof(
  placement,
  cancel,
  fc.record({
    type: fc.constant('cancel_replace'),
    cancel,
    order: placement,
    mode: fc.constantFrom('stop_on_failure', 'allow_failure'),
  }),
  fc.record(
    {
      type: fc.constant('amend_order'),
      account,
      symbol,
      orderId: fc.maxSafeNat(),
      clientOrderId: text,
      newClientOrderId: text,
      quantity,
    },
    { requiredKeys: ['type', 'account', 'symbol', 'newClientOrderId', 'quantity'] },
  ),
  fc.record({
    type: fc.constant('place_order_list'),
    account,
    symbol,
    kind: fc.constantFrom('oco', 'oto', 'otoco', 'opo', 'opoco'),
    listClientOrderId: text,
    orders: fc.array(placement, { maxLength: 3 }),
  }),
  fc.record(
    {
      type: fc.constant('cancel_order_list'),
      account,
      symbol,
      orderListId: fc.maxSafeNat(),
      listClientOrderId: text,
      cancelId: text,
    },
    { requiredKeys: ['type', 'account', 'symbol', 'cancelId'] },
  ),
  fc.record({ type: fc.constant('cancel_all'), account, symbol, cancelIdPrefix: text }),
  fc.record(
    {
      type: fc.constant('open_account'),
      account,
      grant: fc.array(fc.record({ asset: symbol, amount: units }), { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: ['type', 'account'] },
  ),
  fc.record({ type: fc.constantFrom('deposit', 'withdraw'), account, asset: symbol, amount: units }),
  fc.record({ type: fc.constant('transfer'), source: account, target: account, asset: symbol, amount: units }),
  fc.record(
    { type: fc.constant('claim_faucet'), account, asset: symbol, amount: units },
    { requiredKeys: ['type', 'account', 'asset'] },
  ),
  fc.record({ type: fc.constant('set_trade_group'), account, tradeGroup: fc.nat(100) }),
  fc.record(
    { type: fc.constant('set_fees'), account, tier: fc.nat(100), paysInDiscountAsset: fc.boolean() },
    { requiredKeys: ['type', 'account'] },
  ),
  fc.record({ type: fc.constant('reset_account'), account, cancelIdPrefix: text, byOperator: fc.boolean() }),
  fc.record({
    type: fc.constant('set_clock'),
    rate: fc.double({ min: 0.1, max: 1000, noNaN: true }),
    paused: fc.boolean(),
  }),
  fc.record({ type: fc.constant('set_symbol_status'), symbol, status: fc.constantFrom(...symbolStatuses) }),
  fc.record({ type: fc.constant('grant_time') }),
  fc.record({ type: fc.constant('skip_time') }),
) as fc.Arbitrary<Command>;

const header = { batchNo: 7, firstSequence: 40, writerEpoch: 3, rulesVersion: 1, timeUs: 1_700_000_000_000_000 };

function stamp(commands: readonly Command[]): StampedCommand[] {
  return commands.map((one, index) => ({
    sequence: 40 + index,
    time: (header.timeUs + index) as TimestampUs,
    command: structuredClone(one),
  }));
}

test('a batch gives back the commands it was sealed with', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
      const stamped = stamp(commands);
      assert.deepEqual(openBatch(sealBatch(header, stamped)), stamped);
    }),
  );
});

test('a command that another server passed on keeps its origin, and leaves those beside it alone', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 5 }), fc.maxSafeNat(), (commands, number) => {
      const stamped = stamp(commands).map((one, index) =>
        index % 2 === 0 ? { ...one, origin: { server: 4_000_000_000, number } } : one,
      );
      assert.deepEqual(openBatch(sealBatch(header, stamped)), stamped);
    }),
  );
});

test('no byte of a batch can change unnoticed, and no cut either', () => {
  const batch = sealBatch(header, stamp(fc.sample(command, { numRuns: 3, seed: 1 })));
  for (let at = 0; at < batch.payload.length; at++) {
    const payload = batch.payload.slice();
    payload[at] = (payload[at] ?? 0) ^ 0x10;
    assert.throws(() => openBatch({ ...batch, payload }), JournalCorrupt);
    assert.throws(() => openBatch({ ...batch, payload: batch.payload.slice(0, at) }), JournalCorrupt);
  }
});

test('a batch moved to another place in the journal is found out', () => {
  const batch = sealBatch(header, stamp([{ type: 'grant_time' }]));
  for (const moved of [
    { batchNo: 8 },
    { firstSequence: 41, lastSequence: 41 },
    { writerEpoch: 4 },
    { rulesVersion: 2 },
    { timeUs: 5 },
  ]) {
    assert.throws(() => openBatch({ ...batch, ...moved }), JournalCorrupt);
  }
});

test('a corrupt batch is named with its number and what to do', () => {
  const batch = sealBatch(header, stamp([{ type: 'grant_time' }]));
  assert.throws(() => openBatch({ ...batch, checksum: 1 }), /batch 7 .*restore the database from a backup/);
});
