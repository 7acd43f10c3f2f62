import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '../core/messages/command.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import { decodeCommands, encodeCommands, type JournaledCommand } from './command-codec.ts';

const commands = [
  { type: 'open_account', account: 1000, grant: [{ asset: 1, amount: 2n ** 70n }] },
  { type: 'deposit', account: 1000, asset: 0, amount: 5_000n },
  {
    type: 'place_order',
    account: 1000,
    symbol: 3,
    side: 'sell',
    terms: { kind: 'limit', timeInForce: 'gtc', price: 6_000_000, quantity: 17 },
    clientOrderId: 'web_1a-2B',
  },
  {
    type: 'place_order',
    account: 1001,
    symbol: 0,
    side: 'buy',
    terms: {
      kind: 'limit_maker',
      price: 5,
      quantity: 9_007_199_254_740_991,
      icebergQuantity: 4,
      peg: { to: 'primary', levels: 3 },
    },
    clientOrderId: 'größer',
    selfTradePrevention: 'expire_both',
    strategyId: 7,
    strategyType: 1_000_000,
  },
  {
    type: 'place_order',
    account: 1001,
    symbol: 0,
    side: 'buy',
    terms: { kind: 'market_quote', quoteAmount: 123n },
    clientOrderId: 'q',
  },
  {
    type: 'place_order',
    account: 1001,
    symbol: 0,
    side: 'buy',
    terms: {
      kind: 'take_profit_limit',
      trigger: { stopPrice: 9, trailingDelta: 100 },
      timeInForce: 'ioc',
      price: 10,
      quantity: 2,
    },
    clientOrderId: 't',
  },
  {
    type: 'cancel_order',
    account: 1000,
    symbol: 3,
    orderId: 4_294_967_297,
    clientOrderId: 'web_1a-2B',
    cancelId: 'c',
    restriction: 'only_new',
  },
  { type: 'amend_order', account: 1000, symbol: 3, orderId: 12, newClientOrderId: 'n', quantity: 3 },
  { type: 'cancel_all', account: 1000, symbol: 3, cancelIdPrefix: 'all' },
  { type: 'set_fees', account: 1000, tier: 2, paysInDiscountAsset: true },
  { type: 'set_clock', rate: 0.5, paused: true },
  { type: 'grant_time' },
] as unknown as readonly Command[];
const journaled: readonly JournaledCommand[] = commands.map((command, index) => {
  const stamped = { sequence: 40 + index, time: (1_700_000_000_000_000 + index * 10) as TimestampUs, command };
  return index === 1 ? { ...stamped, origin: { server: 2, number: 99 } } : stamped;
});
/** What releases before layout 2 wrote. */
const layout1 =
  '010c0000000300007960902818430000000000408f400100000001000000000900000000000000000000004084020000000000000000c0584028007960902818430000000000408f4000000000000200000088130050007960902818430000000000408f4003000000010000808d5b0000000000000031400000097765625f31612d32420000000078007960902818430000000000488f4000000000000105000000ffffffffffff3f4301000000000000104001010000000000000840ff0600000067007200f600df006500720004010000000000001c40010000000080842e4100a0007960902818430000000000488f4000000000000300010000007b017100000000c8007960902818430000000000488f400000000000070900000064000000010a00000000000000000000400000017400000001f0007960902818430000000000408f400300000001000010000000f04101097765625f31612d32420163010e18017960902818430000000000408f400300000001000000000000284000016e00000000000008400240017960902818430000000000408f400300000003616c6c0c68017960902818430000000000408f4001000000000000004002059001796090281843000000000000e03f0106b801796090281843';

test('commands of layout 1 are still read', () => {
  assert.deepEqual(decodeCommands(Buffer.from(layout1, 'hex'), 40), journaled);
});

test('the same commands in the layout of today take fewer bytes', () => {
  const bytes = encodeCommands(journaled);
  assert.deepEqual(decodeCommands(bytes, 40), journaled);
  assert.ok(bytes.length < 0.6 * (layout1.length / 2), `${bytes.length} bytes`);
});

test('a layout that is not known yet is refused by its number', () => {
  assert.throws(() => decodeCommands(new Uint8Array([3, 0]), 40), /expected commands of layout 1 to 2, found 3/);
});

test('a stamp may be before the one it follows, and no whole number', () => {
  const stamps = [2 ** 53 - 1, 0, 5.25, 1_700_000_000_000_000, 3].map((time, index) => ({
    sequence: 1 + index,
    time: time as TimestampUs,
    command: { type: 'grant_time' } as const,
  }));
  assert.deepEqual(decodeCommands(encodeCommands(stamps), 1), stamps);
});

test('a number that no order may have comes back as it was, for the floor to refuse', () => {
  for (const odd of [-5, 0.1 + 0.2, 2 ** 60, Number.POSITIVE_INFINITY]) {
    const terms = { kind: 'limit', timeInForce: 'gtc', price: odd, quantity: odd } as const;
    const command = {
      type: 'place_order',
      account: 1000,
      symbol: 0,
      side: 'buy',
      terms,
      clientOrderId: 'odd',
    } as const;
    const stamped = [{ sequence: 1, time: 1 as TimestampUs, command: command as unknown as Command }];
    assert.deepEqual(decodeCommands(encodeCommands(stamped), 1), stamped);
  }
});
