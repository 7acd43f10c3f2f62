/**
 * The parts of a floor's definition that whoever makes it may give: the shapes, of every field. What the values mean, and which go together,
 * is checked where instruments and market are made of them; a field is never passed over because it is misspelled.
 *
 * The market's numbers are held within what a market of this model can be played with: the definition is the operator's, but a floor that cannot go on
 * would end its server.
 */
import { type TSchema, Type } from '@sinclair/typebox';
import {
  type AssetDefinition,
  type FaucetDefinition,
  type FloorDefinition,
  type MoneyDefinition,
  type SelfTradePrevention,
  type SymbolDefinition,
  selfTradePreventions,
} from '../../core/instruments/definition.ts';
import type { PriceRangeMultipliers, ReferencePriceWindow } from '../../core/instruments/execution-rule-definition.ts';
import type {
  CommissionPartsDefinition,
  DiscountDefinition,
  FeeDefinition,
  FeeTierDefinition,
  SymbolFeeDefinition,
} from '../../core/instruments/fee-definition.ts';
import type { FloorFilters, TrailingDeltaFilter } from '../../core/instruments/filter-definition.ts';

/** What a definition file may hold. Whatever it leaves out is as on the default floor, or as the recorded data has it. */
export type FloorParts = Partial<Pick<FloorDefinition, 'assets' | 'symbols' | 'filters' | 'fees' | 'money' | 'market'>>;

const listMax = 300;
/** One schema for each field of `T`, and none besides. */
type Fields<T> = Record<keyof Required<T>, TSchema>;
const strict = (fields: Readonly<Record<string, TSchema>>) => Type.Object(fields, { additionalProperties: false });
const text = Type.String({ maxLength: 40 });
const decimal = Type.String({ pattern: '^[0-9]{1,20}(\\.[0-9]{1,18})?$' });
const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const from = (minimum: number, maximum: number) => Type.Number({ minimum, maximum });
const maybe = Type.Optional;

const asset: Fields<AssetDefinition> = { name: text, decimals: whole, orderAmountMax: maybe(decimal) };

const commissionParts: Fields<CommissionPartsDefinition> = {
  ...{ makerPpm: whole, takerPpm: whole },
  ...{ buyerPpm: maybe(whole), sellerPpm: maybe(whole) },
};
const commission = strict(commissionParts);
const tier: Fields<FeeTierDefinition> = { ...commissionParts, name: text, volumeMin: maybe(decimal) };
const discount: Fields<DiscountDefinition> = { asset: text, factorPpm: whole };
const fees: Fields<FeeDefinition> = {
  ...commissionParts,
  ...{ special: maybe(commission), tax: maybe(commission) },
  tiers: maybe(Type.Array(strict(tier), { maxItems: listMax })),
  ...{ discount: maybe(strict(discount)), volumeAsset: maybe(text) },
};
const symbolFees: Fields<SymbolFeeDefinition> = {
  ...{ standard: maybe(commission), special: maybe(commission), tax: maybe(commission) },
  discount: maybe(Type.Boolean()),
};

const trailingDelta: Fields<TrailingDeltaFilter> = {
  ...{ minAbove: whole, maxAbove: whole, minBelow: whole, maxBelow: whole },
};
const priceRange: Fields<PriceRangeMultipliers> = {
  ...{ bidLimitMultUp: maybe(decimal), bidLimitMultDown: maybe(decimal) },
  ...{ askLimitMultUp: maybe(decimal), askLimitMultDown: maybe(decimal) },
};
const referencePrice: Fields<ReferencePriceWindow> = { bucketCount: whole, bucketWidthMs: whole };
const prevention = Type.Unsafe<SelfTradePrevention>(Type.Union(selfTradePreventions.map((mode) => Type.Literal(mode))));

const symbol: Fields<SymbolDefinition> = {
  ...{ name: text, base: text, quote: text },
  ...{ tickSize: decimal, minPrice: decimal, maxPrice: decimal },
  ...{ stepSize: decimal, minQuantity: decimal, maxQuantity: decimal },
  ...{ marketMaxQuantity: decimal, marketMinQuantity: maybe(decimal), marketStepSize: maybe(decimal) },
  ...{ minNotional: decimal, maxNotional: decimal, averagePriceMinutes: whole },
  ...{ minNotionalToMarket: maybe(Type.Boolean()), maxNotionalToMarket: maybe(Type.Boolean()) },
  leastNotional: maybe(strict({ amount: decimal, toMarket: Type.Boolean() })),
  ...{ bidMultiplierUp: maybe(decimal), bidMultiplierDown: maybe(decimal) },
  ...{ askMultiplierUp: maybe(decimal), askMultiplierDown: maybe(decimal) },
  ...{ multiplierUp: maybe(decimal), multiplierDown: maybe(decimal) },
  ...{ ordersMax: whole, algoOrdersMax: maybe(whole), icebergOrdersMax: maybe(whole) },
  ...{ orderListsMax: maybe(whole), icebergPartsMax: maybe(whole), amendsMax: maybe(whole) },
  ...{ positionMax: maybe(decimal), trailingDelta: maybe(strict(trailingDelta)) },
  ...{ priceRange: maybe(strict(priceRange)), referencePrice: maybe(strict(referencePrice)) },
  defaultSelfTradePrevention: prevention,
  allowedSelfTradePreventions: maybe(Type.Array(prevention, { maxItems: selfTradePreventions.length })),
  fees: maybe(strict(symbolFees)),
};

const floorFilters: Fields<FloorFilters> = {
  ...{ ordersMax: maybe(whole), algoOrdersMax: maybe(whole) },
  ...{ icebergOrdersMax: maybe(whole), orderListsMax: maybe(whole) },
};

const faucet: Fields<FaucetDefinition> = { asset: text, perClaim: decimal, perDay: decimal, balanceMax: decimal };
const money: Fields<MoneyDefinition> = {
  grant: maybe(Type.Record(Type.String({ maxLength: 40 }), decimal)),
  faucet: maybe(Type.Array(strict(faucet), { maxItems: listMax })),
  resetsPerDay: maybe(whole),
};

const amount = from(1e-9, 1e15);
const flow = {
  symbol: text,
  ...{ takerRate: from(0.001, 1000), takerMedian: amount, takerSpread: from(0, 10), takerBend: from(-2, 2) },
  ...{ limitRate: from(0.001, 1000), limitLife: from(0.01, 86_400), limitMedian: amount, limitSpread: from(0, 10) },
  ...{ sweepMost: amount, touchMedian: amount, touchSpread: from(0, 10) },
  ...{ toleranceLeast: from(0, 1000), toleranceMost: from(0, 1000) },
  ...{ dailyVolume: amount, dailyMove: from(1, 5000), minuteVolume: amount, meanTrade: amount },
};
const price = strict({
  ...{ sigma: from(1e-6, 0.01), beta: from(-5, 5), idio: from(0, 5) },
  ...{ lagShare: from(0, 1), lagSeconds: from(0, 3600), jumpsPerDay: from(0, 100) },
});
const market = Type.Union([
  strict({ kind: Type.Literal('none') }),
  strict({
    kind: Type.Literal('flow'),
    pastDays: whole,
    symbols: Type.Array(
      Type.Union([
        strict({ ...flow, model: Type.Literal('price'), startPrice: decimal, price }),
        strict({ ...flow, model: Type.Literal('ratio'), numerator: text, denominator: text }),
      ]),
      { maxItems: listMax },
    ),
  }),
]);

const parts: Fields<FloorParts> = {
  assets: maybe(Type.Array(strict(asset), { minItems: 1, maxItems: listMax })),
  symbols: maybe(Type.Array(strict(symbol), { minItems: 1, maxItems: listMax })),
  ...{ filters: maybe(strict(floorFilters)), fees: maybe(strict(fees)) },
  ...{ money: maybe(strict(money)), market: maybe(market) },
};

export const floorParts = Type.Unsafe<FloorParts>(strict(parts));

/** What a floor may be made like: all of a simulated one; of a replayed one what does not come from its data. */
export function partsOf({ assets, symbols, filters, fees, money, market }: FloorDefinition): FloorParts {
  const own = { fees, ...(filters === undefined ? {} : { filters }), ...(money === undefined ? {} : { money }) };
  return market.kind === 'replay' ? own : { assets, symbols, ...own, market };
}
