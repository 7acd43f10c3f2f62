/** What the audit finds: each part of the state is put wrong by hand, behind the back of whoever keeps it right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limit, place, smallDefinition } from '../../../test/core/small-floor.ts';
import { EventRing } from '../floor/event-ring.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import { outsideAccount } from '../ledger/ledger.ts';
import type { PlaceOrder } from '../messages/command.ts';
import { Exchange } from './exchange.ts';

const alice = 1000;
const bob = 1001;
const [btc, usdt, eth] = [0, 1, 2] as const;

/** Two accounts, a bid and an ask of alice's, and background orders around them. */
function newExchange(): Exchange {
  const exchange = new Exchange(createInstruments(smallDefinition), new EventRing());
  for (const account of [alice, bob]) {
    exchange.ledger.open(account, 1000, 2000);
    for (const asset of [btc, usdt]) exchange.ledger.fund(account, asset, 10n ** 13n);
  }
  const agent = exchange.agents.openAgent();
  for (const asset of [btc, usdt, eth]) exchange.agents.fund(agent, asset, 10 ** 15);
  exchange.agents.limit(1, 0, agent, 0, 90, 500);
  exchange.agents.limit(1, 1, agent, 1, 700, 500);
  exchange.users.place(2, place(alice, 'bid', 'buy', limit(100, 50)) as PlaceOrder);
  exchange.users.place(2, place(alice, 'ask', 'sell', limit(200, 50)) as PlaceOrder);
  return exchange;
}

const audits = { everything: (of: Exchange) => of.checkInvariants(), running: (of: Exchange) => of.audit(0) };

for (const [name, audit] of Object.entries(audits)) {
  const finds = (said: RegExp, spoil: (exchange: Exchange) => void) => {
    const exchange = newExchange();
    audit(exchange);
    spoil(exchange);
    assert.throws(() => audit(exchange), said);
  };

  test(`the ${name} audit finds money from nowhere, down to one unit`, () => {
    finds(/entries of asset 1 sum to 1, not to zero/, ({ ledger }) =>
      ledger.restore(bob, usdt, ledger.available(bob, usdt) + 1n, 0n),
    );
    finds(/entries of asset 0 sum to -1, not to zero/, ({ ledger }) =>
      ledger.restore(alice, btc, ledger.available(alice, btc) - 1n, ledger.held(alice, btc)),
    );
  });

  test(`the ${name} audit finds an account that owes although the sum is right`, () => {
    finds(/account 1001 owes asset 2: -5/, ({ ledger }) => {
      ledger.restore(bob, eth, -5n, 0n);
      ledger.restore(alice, eth, 5n, 0n);
    });
    finds(/account 1001 holds less than nothing of asset 2: -5/, ({ ledger }) => ledger.restore(bob, eth, 5n, -5n));
  });

  test(`the ${name} audit finds a hold that no order needs, and an order that is not held for`, () => {
    finds(/account 1000 holds \d+ of asset 1, its orders need \d+/, ({ ledger }) =>
      ledger.restore(alice, usdt, ledger.available(alice, usdt) - 1n, ledger.held(alice, usdt) + 1n),
    );
    finds(/account 1000 holds 0 of asset 0, its orders need \d+/, ({ ledger }) =>
      ledger.restore(alice, btc, ledger.available(alice, btc) + ledger.held(alice, btc), 0n),
    );
  });

  test(`the ${name} audit finds a user's order that the book has in another size, or not at all`, () => {
    finds(/account 1000 holds|user order/, ({ matcher }) => {
      const { book } = matcher.markets[0]!;
      book.reduce(book.front(100), 1);
    });
    finds(/user order 2 of BTCUSDT does not agree with the book/, (exchange) => {
      const { book } = exchange.matcher.markets[0]!;
      exchange.matcher.withdraw(exchange.matcher.markets[0]!, book.front(100));
    });
    finds(/1 users' orders are open in BTCUSDT, 2 rest/, ({ users }) => users.open.remove(users.open.byId(0, 2)!));
  });
}

test('sums are exact whatever the balances: small, beyond 2^53, and owed by outside', () => {
  const amount = fc.bigInt({ min: 0n, max: 2n ** 70n });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 30 }),
      fc.bigInt(-3n, 3n),
      (rows, off) => {
        const { ledger } = new Exchange(createInstruments(smallDefinition), new EventRing());
        let sum = 0n;
        for (const [index, [available, held]] of rows.entries()) {
          ledger.open(alice + index, 0, 0);
          ledger.restore(alice + index, eth, available, held);
          sum += available + held;
        }
        ledger.restore(outsideAccount, eth, off - sum, 0n);
        assert.equal(ledger.total(eth), off);
        if (off === 0n) ledger.checkInvariants();
        else assert.throws(() => ledger.checkInvariants(), new RegExp(`sum to ${off}, not to zero`));
      },
    ),
  );
});
