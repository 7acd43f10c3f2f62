/** Definitions that keep every trade exact are taken; others are refused with the field, the expectation and the finding. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallDefinition, withSymbol } from '../../../test/core/small-floor.ts';
import { createInstruments } from './create-instruments.ts';
import type { FloorDefinition, SymbolDefinition } from './definition.ts';
import { DefinitionError } from './definition-check.ts';

test('scales and limits are whole numbers', () => {
  const { symbols, symbolByName, assetByName } = createInstruments(
    withSymbol({ tickSize: '0.01', stepSize: '0.00001', minPrice: '0.01', maxPrice: '1000000', minNotional: '5' }),
  );
  const [btc] = symbols;
  assert.ok(btc);
  assert.deepEqual([btc.tickE8, btc.lotE8, btc.basePerLot, btc.quotePerTickLot], [1_000_000, 1_000, 1_000, 10]);
  assert.deepEqual([btc.minPrice, btc.maxPrice, btc.minNotional], [1, 100_000_000, 500_000_000]);
  assert.equal(symbolByName('BTCUSDT'), btc);
  assert.equal(symbolByName('btcusdt'), undefined);
  assert.equal(assetByName('USDT'), 1);
});

const refusals: readonly (readonly [string, Partial<SymbolDefinition>, RegExp])[] = [
  [
    'a tick of a lot that is no whole unit',
    { tickSize: '0.00001', minPrice: '0.00001', stepSize: '0.00001' },
    /tickSize.*smallest quote/,
  ],
  ['a price off the tick', { minPrice: '1.5' }, /minPrice: expected a multiple of the tick/],
  ['a quantity off the step', { maxQuantity: '10.001' }, /maxQuantity: expected a multiple of the step/],
  [
    'a price of 2^31 ticks',
    { tickSize: '0.01', minPrice: '0.01', maxPrice: '21474836.48' },
    /maxPrice: expected less than/,
  ],
  ['a quantity of 2^53 units', { maxQuantity: '90071993' }, /maxQuantity: expected less than/],
  ['a notional of 2^53 units', { maxNotional: '90071993' }, /maxNotional: expected less than 2\^53/],
  ['an unknown asset', { quote: 'EUR' }, /quote: expected the name of an asset/],
  ['one asset on both sides', { quote: 'BTC' }, /quote: expected an asset other/],
  ['limits upside down', { minPrice: '10', maxPrice: '5' }, /maxPrice: expected no less than minPrice/],
  ['a market maximum beyond the maximum', { marketMaxQuantity: '20000' }, /marketMaxQuantity/],
  ['a number that is none', { minNotional: '1e3' }, /minNotional: expected a positive decimal/],
  ['zero', { stepSize: '0' }, /stepSize: expected a positive decimal/],
  ['a multiplier with five decimals', { bidMultiplierUp: '1.00001' }, /bidMultiplierUp/],
  ['minutes below none', { averagePriceMinutes: -1 }, /averagePriceMinutes/],
  ['a multiplier alone', { multiplierUp: '1.3' }, /multiplierDown: expected a number beside/],
  [
    'three multipliers of four',
    { askMultiplierDown: undefined as never },
    /askMultiplierDown: expected a number beside/,
  ],
  ['a market step off the step', { marketStepSize: '0.015' }, /marketStepSize: expected a multiple/],
  ['a market minimum beyond its maximum', { marketMinQuantity: '1001' }, /marketMinQuantity: expected no more/],
  ['a least notional of nothing', { leastNotional: { amount: '0', toMarket: true } }, /leastNotional.amount/],
  ['no parts of an iceberg', { icebergPartsMax: 0 }, /icebergPartsMax: expected a whole number from 1/],
  ['half an amendment', { amendsMax: 0.5 }, /amendsMax/],
  ['a position that is no number', { positionMax: '1e5' }, /positionMax/],
  [
    'a trailing delta upside down',
    { trailingDelta: { minAbove: 20, maxAbove: 10, minBelow: 1, maxBelow: 2 } },
    /trailingDelta.maxAbove: expected a whole number from 20/,
  ],
  [
    'a trailing delta of the whole price, which no order may have',
    { trailingDelta: { minAbove: 1, maxAbove: 10_000, minBelow: 1, maxBelow: 9999 } },
    /trailingDelta.maxAbove: expected a whole number from 1 to 9999, found 10000/,
  ],
  ['half an order', { ordersMax: 1.5 }, /ordersMax/],
  ['an unknown prevention', { defaultSelfTradePrevention: 'expire_all' as never }, /defaultSelfTradePrevention/],
  ['a prevention that is not allowed', { allowedSelfTradePreventions: ['decrement'] }, /defaultSelfTradePrevention/],
  ['an unknown allowed prevention', { allowedSelfTradePreventions: ['all' as never] }, /allowedSelfTradePreventions/],
  [
    'a promotion that takes all',
    { fees: { standard: { makerPpm: 1_000_000, takerPpm: 1, buyerPpm: 1 } } },
    /standard: expected/,
  ],
  ['a lower-case name', { name: 'btcusdt' }, /name: expected upper-case/],
];

for (const [what, changes, message] of refusals) {
  test(`${what} is refused by the name of its field`, () => {
    assert.throws(() => createInstruments(withSymbol(changes)), definitionError(message));
  });
}

const faucet = { asset: 'BTC', perClaim: '5', perDay: '5', balanceMax: '5' };
const fees = { makerPpm: 1000, takerPpm: 1000 };
const half = { makerPpm: 0, takerPpm: 0, sellerPpm: 500_000 };
const vip = { ...fees, name: 'vip' };
const floorRefusals: readonly (readonly [string, Partial<FloorDefinition>, RegExp])[] = [
  ['an asset defined twice', { assets: [...smallDefinition.assets, { name: 'BTC', decimals: 8 }] }, /assets\[3\].name/],
  ['decimals beyond 18', { assets: [{ name: 'BTC', decimals: 19 }] }, /assets\[0\].decimals/],
  [
    'a symbol defined twice',
    { symbols: [...smallDefinition.symbols, ...smallDefinition.symbols] },
    /symbols\[2\].name/,
  ],
  ['a grant of nobody knows what', { money: { grant: { EUR: '5' } } }, /money.grant: expected the name of an asset/],
  ['a grant that is no number', { money: { grant: { BTC: '1e3' } } }, /money.grant.BTC: expected a positive decimal/],
  ['a faucet of an unknown asset', { money: { faucet: [{ ...faucet, asset: 'EUR' }] } }, /faucet\[0\].asset/],
  [
    'two faucets of one asset',
    { money: { faucet: [faucet, faucet] } },
    /faucet\[1\].asset: expected an asset named once/,
  ],
  ['a faucet finer than its asset', { money: { faucet: [{ ...faucet, perClaim: '0.000000001' }] } }, /perClaim/],
  [
    'a day that is less than a claim',
    { money: { faucet: [{ ...faucet, perDay: '4.9' }] } },
    /perDay: expected no less/,
  ],
  ['a balance less than a claim', { money: { faucet: [{ ...faucet, balanceMax: '4.9' }] } }, /balanceMax: expected no/],
  ['half a reset', { money: { resetsPerDay: 0.5 } }, /money.resetsPerDay/],
  ['a clock without a speed', { clock: { rate: 0, paused: true } }, /clock.rate: expected 0.1 to 1000, found 0/],
  ['a floor without orders', { filters: { ordersMax: 0 } }, /filters.ordersMax/],
  [
    'an amount finer than its asset',
    { assets: smallDefinition.assets.map((asset) => ({ ...asset, orderAmountMax: '0.000000005' })) },
    /orderAmountMax/,
  ],
  ['a grant of nobody knows what', { money: { grant: { EUR: '5' } } }, /money.grant: expected the name of an asset/],
  ['a grant that is no number', { money: { grant: { BTC: '1e3' } } }, /money.grant.BTC: expected a positive decimal/],
  ['a faucet of an unknown asset', { money: { faucet: [{ ...faucet, asset: 'EUR' }] } }, /faucet\[0\].asset/],
  [
    'two faucets of one asset',
    { money: { faucet: [faucet, faucet] } },
    /faucet\[1\].asset: expected an asset named once/,
  ],
  ['a faucet finer than its asset', { money: { faucet: [{ ...faucet, perClaim: '0.000000001' }] } }, /perClaim/],
  [
    'a day that is less than a claim',
    { money: { faucet: [{ ...faucet, perDay: '4.9' }] } },
    /perDay: expected no less/,
  ],
  ['a balance less than a claim', { money: { faucet: [{ ...faucet, balanceMax: '4.9' }] } }, /balanceMax: expected no/],
  ['half a reset', { money: { resetsPerDay: 0.5 } }, /money.resetsPerDay/],
  [
    'fees that take all',
    { fees: { makerPpm: 600_000, takerPpm: 0, tax: half } },
    /fees: expected commissions of at most/,
  ],
  ['a part that is not whole', { fees: { ...fees, special: { ...half, buyerPpm: 0.5 } } }, /fees.special.buyerPpm/],
  ['a tier without a name', { fees: { ...fees, tiers: [{ ...fees, name: '' }] } }, /tiers\[0\].name/],
  ['a tier twice', { fees: { ...fees, tiers: [vip, vip] } }, /tiers\[1\].name/],
  ['a negative tier', { fees: { ...fees, tiers: [{ ...vip, takerPpm: -1 }] } }, /tiers\[0\].takerPpm/],
  ['a discount in nothing', { fees: { ...fees, discount: { asset: 'EUR', factorPpm: 1 } } }, /discount.asset/],
  ['a discount above one', { fees: { ...fees, discount: { asset: 'ETH', factorPpm: 1_000_001 } } }, /factorPpm/],
  ['a fee beyond everything', { fees: { makerPpm: 1_000_001, takerPpm: 0 } }, /fees.makerPpm/],
];

for (const [what, changes, message] of floorRefusals) {
  test(`${what} is refused by the name of its field`, () => {
    assert.throws(() => createInstruments({ ...smallDefinition, ...changes }), definitionError(message));
  });
}

function definitionError(message: RegExp) {
  return (error: unknown) => error instanceof DefinitionError && message.test(error.message);
}
