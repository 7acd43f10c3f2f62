/**
 * What accounts have taken from the faucet, and how often they have started again, in the present UTC day of floor time.
 * One record per account that ever did, forgotten when it is asked for on a later day.
 */
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';

const dayUs = 86_400_000_000;

interface Use {
  readonly day: number;
  resets: number;
  /** Smallest units by asset index. */
  readonly claimed: Map<number, bigint>;
}

export class DailyUse {
  readonly #byAccount = new Map<number, Use>();

  claimed(time: number, account: number, asset: number): bigint {
    return this.#today(time, account)?.claimed.get(asset) ?? 0n;
  }

  resets(time: number, account: number): number {
    return this.#today(time, account)?.resets ?? 0;
  }

  addClaim(time: number, account: number, asset: number, amount: bigint): void {
    const { claimed } = this.#open(time, account);
    claimed.set(asset, (claimed.get(asset) ?? 0n) + amount);
  }

  addReset(time: number, account: number): void {
    this.#open(time, account).resets++;
  }

  /** Canonical: accounts and assets ascending. */
  encode(out: ByteWriter): void {
    const accounts = [...this.#byAccount.keys()].sort((a, b) => a - b);
    out.u32(accounts.length);
    for (const account of accounts) {
      const use = this.#byAccount.get(account);
      if (use === undefined) continue;
      out.u32(account);
      out.u32(use.day);
      out.u32(use.resets);
      const assets = [...use.claimed.keys()].sort((a, b) => a - b);
      out.u32(assets.length);
      for (const asset of assets) {
        out.u32(asset);
        out.bigint(use.claimed.get(asset) ?? 0n);
      }
    }
  }

  /** Into a new record. */
  decode(input: ByteReader): void {
    const accounts = input.u32();
    for (let i = 0; i < accounts; i++) {
      const account = input.u32();
      const use: Use = { day: input.u32(), resets: input.u32(), claimed: new Map() };
      const assets = input.u32();
      for (let j = 0; j < assets; j++) use.claimed.set(input.u32(), input.bigint());
      this.#byAccount.set(account, use);
    }
  }

  #today(time: number, account: number): Use | undefined {
    const use = this.#byAccount.get(account);
    return use?.day === dayOf(time) ? use : undefined;
  }

  #open(time: number, account: number): Use {
    const use = this.#today(time, account) ?? { day: dayOf(time), resets: 0, claimed: new Map() };
    this.#byAccount.set(account, use);
    return use;
  }
}

function dayOf(time: number): number {
  return Math.floor(time / dayUs);
}
