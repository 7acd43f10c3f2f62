/**
 * Commission rates of a symbol, by tier, read from the definition once. A side's rate is the sum, over the three kinds, of the
 * part for its role and the part for its side (commission FAQ: "the received amount is multiplied with the sum of the rates").
 * Together they never pass the whole: what is received pays for itself.
 */
import type { AssetIndex } from '../units/brand.ts';
import type { FloorDefinition, SymbolDefinition } from './definition.ts';
import { decimal, expect, isWhole, problem } from './definition-check.ts';
import type { CommissionPartsDefinition } from './fee-definition.ts';

/** Millionths of the amount received. */
export interface CommissionParts {
  readonly maker: number;
  readonly taker: number;
  readonly buyer: number;
  readonly seller: number;
}

export interface Commission {
  readonly standard: CommissionParts;
  readonly special: CommissionParts;
  readonly tax: CommissionParts;
}

export interface FeeRules {
  /** Names of the tiers; tier 0 is the floor's own rates and has none. */
  readonly tiers: readonly string[];
  /** Of the floor, by tier, where no symbol has its own. */
  readonly commissions: readonly Commission[];
  readonly discount: { readonly asset: AssetIndex; readonly factorPpm: number } | undefined;
  /** Tiers that volume earns, the greatest first, in smallest units of an asset; undefined when there are none. */
  readonly volume:
    | { readonly asset: AssetIndex; readonly tiers: readonly { readonly tier: number; readonly least: bigint }[] }
    | undefined;
  /** Every symbol has the same maker and taker part of the standard commission, and nothing else, for every account but by command. */
  readonly isPlain: boolean;
}

const whole = 1_000_000;
const tierName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const tiersMax = 100;
const none: CommissionParts = { maker: 0, taker: 0, buyer: 0, seller: 0 };

/** Throws `DefinitionError`. */
export function readFeeRules(floor: FloorDefinition, assets: ReadonlyMap<string, AssetIndex>): FeeRules {
  const { fees } = floor;
  const { tiers = [], discount } = fees;
  expect(tiers.length <= tiersMax, 'fees.tiers', `at most ${tiersMax} tiers`, tiers.length);
  tiers.forEach(({ name }, index) => {
    const isOnce = tiers.findIndex((tier) => tier.name === name) === index;
    expect(tierName.test(name) && isOnce, `fees.tiers[${index}].name`, 'letters and digits, a name used once', name);
  });
  const commissions = readCommissions(floor, undefined, 'fees');
  const hasMore = commissions.some(({ standard, special, tax }) => {
    return standard.buyer + standard.seller + sum(special) + sum(tax) > 0;
  });
  const volume = readVolume(floor, assets);
  const isPlain =
    !hasMore &&
    volume === undefined &&
    floor.symbols.every(({ fees: own = {} }) => !own.standard && !own.special && !own.tax);
  return { tiers: tiers.map(({ name }) => name), commissions, discount: discount && readDiscount(), volume, isPlain };

  function readDiscount() {
    const { asset: name = '', factorPpm = 0 } = discount ?? {};
    const asset = assets.get(name);
    if (asset === undefined) throw problem('fees.discount.asset', 'the name of an asset of the floor', name);
    expect(isWhole(factorPpm, 0, whole), 'fees.discount.factorPpm', 'a whole number from 0 to 1000000', factorPpm);
    return { asset, factorPpm };
  }
}

function readVolume(floor: FloorDefinition, assets: ReadonlyMap<string, AssetIndex>): FeeRules['volume'] {
  const { tiers = [], volumeAsset } = floor.fees;
  const earned = tiers.flatMap(({ volumeMin }, index) => (volumeMin === undefined ? [] : [{ volumeMin, index }]));
  if (earned.length === 0) return undefined;
  const asset = assets.get(volumeAsset ?? '');
  if (asset === undefined) throw problem('fees.volumeAsset', 'the name of an asset of the floor', volumeAsset);
  const decimals = floor.assets[asset]?.decimals ?? 0;
  const read = earned.map(({ volumeMin, index }) => {
    return { tier: index + 1, least: decimal(volumeMin, decimals, `fees.tiers[${index}].volumeMin`) };
  });
  return { asset, tiers: read.sort((a, b) => (a.least < b.least ? 1 : a.least > b.least ? -1 : b.tier - a.tier)) };
}

/** By tier: of a symbol, or without one of the floor. */
export function readCommissions(
  floor: FloorDefinition,
  symbol: SymbolDefinition | undefined,
  at: string,
): Commission[] {
  const { fees } = floor;
  const own = symbol?.fees ?? {};
  const special = readParts(own.special ?? fees.special, `${at}.special`);
  const tax = readParts(own.tax ?? fees.tax, `${at}.tax`);
  return [fees, ...(fees.tiers ?? [])].map((tier, index) => {
    const field = own.standard ? `${at}.standard` : index === 0 ? at : `${at}.tiers[${index - 1}]`;
    const commission = { standard: readParts(own.standard ?? tier, field), special, tax };
    const most = highest(commission.standard) + highest(special) + highest(tax);
    expect(most <= whole, field, 'commissions of at most 1000000 together', most);
    return commission;
  });
}

/** What a side of a trade pays of the amount it receives, all kinds together. */
export function effectivePpm({ standard, special, tax }: Commission, isBuyer: boolean, isMaker: boolean): number {
  return sidePpm(standard, isBuyer, isMaker) + sidePpm(special, isBuyer, isMaker) + sidePpm(tax, isBuyer, isMaker);
}

export function sidePpm(parts: CommissionParts, isBuyer: boolean, isMaker: boolean): number {
  return (isMaker ? parts.maker : parts.taker) + (isBuyer ? parts.buyer : parts.seller);
}

function readParts(definition: CommissionPartsDefinition | undefined, at: string): CommissionParts {
  if (definition === undefined) return none;
  const { makerPpm, takerPpm, buyerPpm = 0, sellerPpm = 0 } = definition;
  for (const [field, ppm] of Object.entries({ makerPpm, takerPpm, buyerPpm, sellerPpm })) {
    expect(isWhole(ppm, 0, whole), `${at}.${field}`, 'a whole number from 0 to 1000000', ppm);
  }
  return { maker: makerPpm, taker: takerPpm, buyer: buyerPpm, seller: sellerPpm };
}

function highest({ maker, taker, buyer, seller }: CommissionParts): number {
  return Math.max(maker, taker) + Math.max(buyer, seller);
}

function sum({ maker, taker, buyer, seller }: CommissionParts): number {
  return maker + taker + buyer + seller;
}
