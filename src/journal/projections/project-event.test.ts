/** The rows of the history say the same as the floor: of each account and asset the entries sum to the balance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SmallFloor, smallDefinition } from '../../../test/core/small-floor.ts';
import { SmallMarket } from '../../../test/core/small-market.ts';
import { RandomTrader } from '../../../test/support/random-trader.ts';
import { legsOf } from '../../../test/support/trade-legs.ts';
import type { FloorDefinition } from '../../core/instruments/definition.ts';
import type { AccountId, AssetIndex } from '../../core/units/brand.ts';
import { ProjectionRows } from './project-event.ts';

const users = [1000, 1001, 1002] as AccountId[];
const definition: FloorDefinition = {
  ...smallDefinition,
  fees: { makerPpm: 1000, takerPpm: 2000, discount: { asset: 'ETH', factorPpm: 750_000 } },
  money: { faucet: [{ asset: 'BTC', perClaim: '1', perDay: '50', balanceMax: '1000' }] },
};

test('entries and trades sum to the balances, whatever commission is paid in and wherever money comes from', () => {
  let discounted = 0;
  let transferred = 0;
  for (let seed = 0; seed < 20; seed++) {
    const small = new SmallFloor(definition, new SmallMarket(seed));
    for (const user of users) small.open(user, 10n ** 10n, 10n ** 12n, 10n ** 10n);
    small.apply({ type: 'set_fees', account: users[0] as AccountId, paysInDiscountAsset: true });
    for (const account of users) small.apply({ type: 'set_trade_group', account, tradeGroup: seed % 2 });
    const { instruments } = small.floor;
    const trader = new RandomTrader(`rows ${seed}`, {
      instruments,
      referencePrice: () => 1000,
      openOrders: (account) => small.floor.openOrders(account),
    });
    for (let step = 0; step < 150; step++) {
      const account = users[step % users.length] as AccountId;
      const target = users[(step + 1) % users.length] as AccountId;
      const asset = 0 as AssetIndex;
      if (step % 20 === 7) small.apply({ type: 'claim_faucet', account, asset }, step * 50);
      else if (step % 20 === 13) small.apply({ type: 'transfer', source: account, target, asset, amount: 5n as never });
      else if (step === 77) small.apply({ type: 'reset_account', account, cancelIdPrefix: 'r', byOperator: false });
      else {
        const command = trader.next(account, `user${account}`);
        const asksTransfer = command.type === 'place_order' && step % 3 > 0;
        small.apply(asksTransfer ? { ...command, selfTradePrevention: 'transfer' } : command, step * 50);
      }
    }
    const rows = new ProjectionRows();
    for (const event of small.floor.takeAccountEvents()) rows.add(event, instruments);
    for (const account of users) {
      for (const { asset, available, held } of small.floor.balances(account)) {
        const legs = [...rows.entries, ...rows.trades.flatMap(legsOf)];
        const own = legs.filter((row) => row.account === account && row.asset === asset);
        assert.equal(
          own.reduce((sum, { amount }) => sum + amount, 0n),
          available + held,
          `seed ${seed}`,
        );
      }
    }
    transferred += rows.entries.filter(({ reason }) => reason === 'self_trade_transfer').length;
    discounted += rows.trades.filter(({ commissionAsset, symbol }) => commissionAsset === 2 && symbol === 0).length;
  }
  assert.ok(discounted > 0, 'some commission was paid in another asset');
  assert.ok(transferred > 0, 'some trades were transfers within a trade group');
});
