/**
 * Users' commands for the durable benchmarks: new orders of a seeded generator near one price, of which about a third trade, and a
 * cancel for every second order; some of those come too late, as they do for everybody.
 */
import type { Command } from '../../src/core/messages/command.ts';
import type { AccountId, Amount, AssetIndex } from '../../src/core/units/brand.ts';
import { funds } from '../engine/bench-floor.ts';
import { limitOrder, symbol } from '../engine/limit-order.ts';
import { Sfc32 } from '../engine/sfc32.ts';

const touch = 6_000_000;
/** Behind those that the server gives to accounts of its own. */
export const firstAccount = 2_000;
const accounts = 512;
/** Ticks from the most marketable price to the least. */
const width = 200;
const marketable = 30;

/** Opens and funds so many accounts in the two assets. */
export function* accountCommands(count = accounts): Iterable<Command> {
  for (let at = 0; at < count; at++) {
    const account = (firstAccount + at) as AccountId;
    yield { type: 'open_account', account };
    for (const asset of [0, 1]) {
      yield { type: 'deposit', account, asset: asset as AssetIndex, amount: funds as Amount };
    }
  }
}

export function* tradingCommands(count: number): Iterable<Command> {
  const random = new Sfc32(1);
  for (let placed = 0, given = 0; given < count; given++) {
    if (given % 3 === 2) {
      const number = placed - 1 - random.below(Math.min(placed, 1_000));
      const account = accountOf(number);
      yield { type: 'cancel_order', account, symbol, clientOrderId: clientIdOf(number), cancelId: `cancel-${given}` };
      continue;
    }
    const side = placed & 1 ? 1 : 0;
    const away = random.below(width) - marketable;
    const price = side === 0 ? touch - away : touch + away;
    yield limitOrder(accountOf(placed), side, price, 1 + random.below(900), clientIdOf(placed++));
  }
}

/** Orders that rest: one behind the other away from the touch, so many an account. */
export function* restingCommands(count: number, perAccount: number): Iterable<Command> {
  for (let at = 0; at < count; at++) {
    const account = (firstAccount + Math.floor(at / perAccount)) as AccountId;
    const away = 100 + ((at * 7919) % 50_000);
    const side = at & 1 ? 1 : 0;
    yield limitOrder(account, side, side === 0 ? touch - away : touch + away, 100, clientIdOf(at));
  }
}

function accountOf(number: number): AccountId {
  return (firstAccount + (Math.imul(number, 0x9e3779b1) >>> 23)) as AccountId;
}

/** As long as those that the exchange makes itself: 22 characters. */
export function clientIdOf(number: number): string {
  return `bench-${String(number).padStart(16, '0')}`;
}
