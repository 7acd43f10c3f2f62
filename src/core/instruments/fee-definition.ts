/**
 * Fees in a floor's definition, after the API's commission FAQ: three kinds of commission (standard, special, tax), each with a
 * part for the role in the trade (maker or taker) and one for the side (buyer or seller). Rates are millionths of the amount
 * received: 1000 is 0.1 %. What is left out is nothing.
 */
export interface CommissionPartsDefinition {
  readonly makerPpm: number;
  readonly takerPpm: number;
  readonly buyerPpm?: number;
  readonly sellerPpm?: number;
}

/** Its own rates are the standard commission of accounts without a tier. */
export interface FeeDefinition extends CommissionPartsDefinition {
  readonly special?: CommissionPartsDefinition;
  readonly tax?: CommissionPartsDefinition;
  /** Other standard commissions; an account has one of them when a command says so, or by what it has traded. */
  readonly tiers?: readonly FeeTierDefinition[];
  readonly discount?: DiscountDefinition;
  /** In which asset the volume of tiers is counted. */
  readonly volumeAsset?: string;
}

export interface FeeTierDefinition extends CommissionPartsDefinition {
  /** Letters, digits, dash, dot, underscore: `vip-1`. */
  readonly name: string;
  /** Volume of thirty days that earns the tier, a decimal string; without it an operator alone gives it. */
  readonly volumeMin?: string;
}

/** For accounts that wish to pay commission in another asset. */
export interface DiscountDefinition {
  readonly asset: string;
  /** What is left of the standard commission, in millionths: 750000 is a quarter off. Special and tax are not reduced. */
  readonly factorPpm: number;
}

/** What differs in one symbol. A standard commission here stands for every tier: a promotion. */
export interface SymbolFeeDefinition {
  readonly standard?: CommissionPartsDefinition;
  readonly special?: CommissionPartsDefinition;
  readonly tax?: CommissionPartsDefinition;
  /** False: no discount here. */
  readonly discount?: boolean;
}
