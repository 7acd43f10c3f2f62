/**
 * What each account has traded, by UTC day of floor time, in one asset: what decides its tier where a floor has tiers by volume.
 * Counted are whole days, the thirty before the present one, so that a tier changes at midnight and never within a day; reading
 * changes nothing. Kept only on floors that have such tiers.
 */
import type { FeeRules } from '../instruments/commission.ts';
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';

const dayUs = 86_400_000_000;
const daysCounted = 30;

export class TradedVolume {
  readonly #tiers: NonNullable<FeeRules['volume']>['tiers'];
  /** By account, day number to smallest units of the volume's asset; days in ascending order. */
  readonly #days = new Map<number, Map<number, bigint>>();

  constructor(tiers: NonNullable<FeeRules['volume']>['tiers']) {
    this.#tiers = tiers;
  }

  /** A fill at a floor time. Time does not fall. */
  record(account: number, time: number, amount: bigint): void {
    const day = Math.floor(time / dayUs);
    const days = this.#days.get(account) ?? new Map<number, bigint>();
    this.#days.set(account, days);
    days.set(day, (days.get(day) ?? 0n) + amount);
    for (const old of days.keys()) if (old < day - daysCounted) days.delete(old);
  }

  /** The tier that an account has earned by its volume at a floor time; 0 for none. */
  tierOf(account: number, time: number): number {
    const today = Math.floor(time / dayUs);
    let volume = 0n;
    for (const [day, amount] of this.#days.get(account) ?? []) {
      if (day < today && day >= today - daysCounted) volume += amount;
    }
    return this.#tiers.find(({ least }) => volume >= least)?.tier ?? 0;
  }

  encode(out: ByteWriter): void {
    const accounts = [...this.#days.keys()].sort((a, b) => a - b);
    out.u32(accounts.length);
    for (const account of accounts) {
      const days = this.#days.get(account) ?? new Map<number, bigint>();
      out.u32(account);
      out.u32(days.size);
      for (const [day, amount] of days) {
        out.f64(day);
        out.bigint(amount);
      }
    }
  }

  decode(input: ByteReader): void {
    const accounts = input.u32();
    for (let i = 0; i < accounts; i++) {
      const account = input.u32();
      const days = new Map<number, bigint>();
      const count = input.u32();
      for (let j = 0; j < count; j++) days.set(input.f64(), input.bigint());
      this.#days.set(account, days);
    }
  }
}
