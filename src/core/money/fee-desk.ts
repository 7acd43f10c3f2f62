/**
 * Which commission an account pays, and the taking of it where the ledger's settlement does not: settlement takes a maker's or
 * taker's rate of one number per account, which is all that ordinary accounts on ordinary floors ever pay. An account that pays
 * in the discount asset, and every user of a floor with commission by side, by symbol, special or tax, is settled at rate zero
 * and charged here, once per fill.
 *
 * The one rounding rule, here as in the settlement: the commission of a fill is all its kinds together, rounded down to the
 * smallest unit of the asset it is paid in, once. (The commission FAQ multiplies the received amount with the sum of the rates
 * and leaves the direction open.)
 */
import type { Commission } from '../instruments/commission.ts';
import { effectivePpm, sidePpm } from '../instruments/commission.ts';
import type { Instruments } from '../instruments/instrument.ts';
import { houseAccount, type Ledger } from '../ledger/ledger.ts';
import type { AccountEvents } from '../matching/account-events.ts';
import { refused } from '../matching/plan.ts';
import type { SymbolMarket } from '../matching/symbol-market.ts';
import type { Applied } from '../messages/applied.ts';
import type { SetFees } from '../messages/command.ts';
import type { Result } from '../messages/rejection.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { exactLimit, partsPerMillion } from '../units/arithmetic.ts';
import { findRoutes, rateOf } from './discount-route.ts';
import { TradedVolume } from './traded-volume.ts';

const millionSquared = 1_000_000_000_000n;
const done: Result<Applied> = { ok: true, value: { type: 'done' } };

export interface AccountFees {
  /** 0: the floor's own rates. */
  readonly tier: number;
  readonly paysInDiscountAsset: boolean;
}

/** One fill's share: what its side received of which asset, in smallest units. */
export interface Received {
  readonly market: SymbolMarket;
  readonly account: number;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
  readonly asset: number;
  readonly amount: number;
  /** What was traded, in smallest quote units, at what floor time. */
  readonly quote: number;
  readonly time: number;
  /** Commission that the settlement has taken from it already. */
  readonly settled: number;
}

export interface Charge {
  readonly asset: number;
  readonly amount: number;
}

const ordinary: AccountFees = { tier: 0, paysInDiscountAsset: false };

export class FeeDesk {
  readonly #instruments: Instruments;
  readonly #ledger: Ledger;
  readonly #markets: readonly SymbolMarket[];
  readonly #events: AccountEvents;
  readonly #routes: ReturnType<typeof findRoutes>;
  /** Undefined where no tier is earned by volume; the ways to the asset it is counted in. */
  readonly #volume: TradedVolume | undefined;
  readonly #volumeRoutes: ReturnType<typeof findRoutes>;
  /** Of the accounts that are not ordinary. */
  readonly #fees = new Map<number, AccountFees>();

  constructor(instruments: Instruments, ledger: Ledger, markets: readonly SymbolMarket[], events: AccountEvents) {
    this.#instruments = instruments;
    this.#ledger = ledger;
    this.#markets = markets;
    this.#events = events;
    const { discount, volume } = instruments.fees;
    this.#volume = volume && new TradedVolume(volume.tiers);
    this.#volumeRoutes = volume === undefined ? [] : findRoutes(instruments, volume.asset);
    this.#routes = discount === undefined ? [] : findRoutes(instruments, discount.asset);
  }

  get discountAsset(): number | undefined {
    return this.#instruments.fees.discount?.asset;
  }

  /** At a floor time: a tier that was given stands before one that volume has earned. */
  feesAt(account: number, time: number): AccountFees {
    const given = this.#given(account);
    if (this.#volume === undefined || given.tier !== 0) return given;
    return { ...given, tier: this.#volume.tierOf(account, time) };
  }

  /** Opens an account of the ledger with the floor's own rates. */
  open(account: number): void {
    const { maker, taker } = this.#settledRates(ordinary);
    this.#ledger.open(account, maker, taker);
  }

  /** Refuses with `unknown_account`, `unknown_fee_tier`, `floor_has_no_discount`. What is left out stays as it is. */
  set(command: SetFees): Result<Applied> {
    const { account } = command;
    if (!this.#ledger.isUser(account) || !this.#ledger.has(account)) return refused({ reason: 'unknown_account' });
    const before = this.#given(account);
    const { tier = before.tier, paysInDiscountAsset = before.paysInDiscountAsset } = command;
    const { fees } = this.#instruments;
    if (!(Number.isInteger(tier) && tier >= 0 && tier < fees.commissions.length))
      return refused({ reason: 'unknown_fee_tier' });
    if (paysInDiscountAsset && fees.discount === undefined) return refused({ reason: 'floor_has_no_discount' });
    const after = { tier, paysInDiscountAsset };
    if (tier === 0 && !paysInDiscountAsset) this.#fees.delete(account);
    else this.#fees.set(account, after);
    const { maker, taker } = this.#settledRates(after);
    this.#ledger.setRates(account, maker, taker);
    return done;
  }

  /** Whether the settlement of a trade takes all that an account pays, and nothing of it is counted: no `charge` is due. */
  isSettled(account: number): boolean {
    return this.#volume === undefined && this.#isSettledWhole(this.#given(account));
  }

  /** Takes the commission of a fill; says how much of what. */
  charge(received: Received): Charge {
    const { market, account, isBuyer, isMaker, asset, amount, time } = received;
    const fees = this.feesAt(account, time);
    if (this.#volume !== undefined) this.#count(this.#volume, received);
    if (this.#isSettledWhole(fees)) return { asset, amount: received.settled };
    const commission = market.instrument.commissions[fees.tier] as Commission;
    if (fees.paysInDiscountAsset && market.instrument.hasDiscount) {
      const discounted = this.#payDiscounted(received, commission);
      if (discounted !== undefined) return discounted;
    }
    const whole = partsPerMillion(amount, effectivePpm(commission, isBuyer, isMaker));
    if (whole > 0) this.#ledger.pay(account, houseAccount, asset, whole);
    return { asset, amount: whole };
  }

  encode(out: ByteWriter): void {
    const accounts = [...this.#fees.keys()].sort((a, b) => a - b);
    out.u32(accounts.length);
    for (const account of accounts) {
      const { tier, paysInDiscountAsset } = this.#given(account);
      out.u32(account);
      out.u32(tier);
      out.u8(paysInDiscountAsset ? 1 : 0);
    }
    this.#volume?.encode(out);
  }

  /** Into a new desk; the ledger has its own rates back. */
  decode(input: ByteReader): void {
    const count = input.u32();
    for (let i = 0; i < count; i++) {
      this.#fees.set(input.u32(), { tier: input.u32(), paysInDiscountAsset: input.u8() === 1 });
    }
    this.#volume?.decode(input);
  }

  /** By command. */
  #given(account: number): AccountFees {
    return this.#fees.get(account) ?? ordinary;
  }

  /** At the last prices, this trade included; what no price leads from counts nothing. */
  #count(volume: TradedVolume, { market, account, time, quote }: Received): void {
    const route = this.#volumeRoutes[market.quoteAsset];
    const rate = route && rateOf(route, (symbol) => this.#markets[symbol]?.lastPrice ?? 0);
    if (rate === undefined) return;
    volume.record(account, time, (BigInt(quote) * rate.numerator) / rate.denominator);
  }

  /**
   * Standard commission times the discount's factor, special and tax whole, all at the exchange rate: one fraction, rounded
   * once. Undefined, and nothing done, when there is no price or the account has not enough of the discount asset; then the
   * whole commission is due in what was received.
   */
  #payDiscounted(received: Received, { standard, special, tax }: Commission): Charge | undefined {
    const { account, isBuyer, isMaker, asset, amount } = received;
    const { discount } = this.#instruments.fees;
    const route = this.#routes[asset];
    if (discount === undefined || route === undefined) return undefined;
    const rate = rateOf(route, (symbol) => this.#markets[symbol]?.lastPrice ?? 0);
    if (rate === undefined) return undefined;
    const reduced = BigInt(sidePpm(standard, isBuyer, isMaker)) * BigInt(discount.factorPpm);
    const others = BigInt(sidePpm(special, isBuyer, isMaker) + sidePpm(tax, isBuyer, isMaker)) * 1_000_000n;
    const due = (BigInt(amount) * (reduced + others) * rate.numerator) / (millionSquared * rate.denominator);
    if (due >= BigInt(exactLimit)) return undefined;
    const units = Number(due);
    if (!this.#ledger.canHold(account, discount.asset, units)) return undefined;
    if (units > 0) {
      this.#ledger.pay(account, houseAccount, discount.asset, units);
      this.#events.moved(account, discount.asset);
    }
    return { asset: discount.asset, amount: units };
  }

  /** What the settlement takes by itself: all of it, or nothing. */
  #settledRates(fees: AccountFees): { readonly maker: number; readonly taker: number } {
    const commission = this.#instruments.fees.commissions[fees.tier];
    return this.#isSettledWhole(fees) && commission ? commission.standard : { maker: 0, taker: 0 };
  }

  #isSettledWhole({ paysInDiscountAsset }: AccountFees): boolean {
    return this.#instruments.fees.isPlain && !paysInDiscountAsset;
  }
}
