/**
 * The two accounts that act out history on the floor: one owns everything that rests, the other takes. Paper money is brought
 * in from outside before an order needs it and out again when too much has gathered, so that their balances stay exact doubles
 * whatever was recorded; nobody else's money is touched.
 */
import { assert } from '../../core/assert.ts';
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

/** Most that one background order is worth, in smallest units of either asset (2^50); larger ones are placed in parts. */
const orderUnitsMax = 0x4_0000_0000_0000;
/** A balance above this (2^52 smallest units) is brought back to the level below it. */
const balanceHigh = 0x10_0000_0000_0000;
const balanceUsual = 0x8_0000_0000_0000;

export class Background {
  readonly #instruments: Instruments;
  #maker = -1;
  #taker = -1;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  open(access: MarketAccess): void {
    this.#maker = access.openAgent();
    this.#taker = access.openAgent();
  }

  /** Rests lots at a price; what crosses a user's order trades with it first. Appends the ids of what rests to `ids`. */
  rest(
    access: MarketAccess,
    time: number,
    symbol: number,
    side: SideCode,
    price: number,
    lots: number,
    ids: number[],
  ): void {
    const instrument = this.#at(symbol);
    const most = lotsMax(instrument, price);
    for (let left = lots; left > 0; left -= most) {
      const part = Math.min(left, most);
      this.#prepare(access, this.#maker, instrument, side, price, part);
      const id = access.limit(time, symbol, this.#maker, side, price, part);
      assert(id >= 0, 'a background order is covered');
      if (id > 0) ids.push(id);
    }
  }

  /** Takes lots at a price or better. */
  take(access: MarketAccess, time: number, symbol: number, side: SideCode, price: number, lots: number): void {
    const instrument = this.#at(symbol);
    const most = lotsMax(instrument, price);
    for (let left = lots; left > 0; left -= most) {
      const part = Math.min(left, most);
      this.#prepare(access, this.#taker, instrument, side, price, part);
      assert(access.take(time, symbol, this.#taker, side, price, part) >= 0, 'a background order is covered');
    }
  }

  /** A trade between the two that leaves the book as it is. */
  print(access: MarketAccess, time: number, symbol: number, side: SideCode, price: number, lots: number): void {
    const instrument = this.#at(symbol);
    const most = lotsMax(instrument, price);
    const [buyer, seller] = side === 0 ? [this.#taker, this.#maker] : [this.#maker, this.#taker];
    for (let left = lots; left > 0; left -= most) {
      const part = Math.min(left, most);
      this.#prepare(access, buyer, instrument, 0, price, part);
      this.#prepare(access, seller, instrument, 1, price, part);
      access.print(time, symbol, buyer, seller, side, price, part);
    }
  }

  encode(out: ByteWriter): void {
    out.i32(this.#maker);
    out.i32(this.#taker);
  }

  decode(input: ByteReader): void {
    this.#maker = input.i32();
    this.#taker = input.i32();
  }

  #prepare(
    access: MarketAccess,
    account: number,
    { base, quote, quotePerTickLot, basePerLot }: Instrument,
    side: SideCode,
    price: number,
    lots: number,
  ): void {
    level(access, account, quote, side === 0 ? price * lots * quotePerTickLot : 0);
    level(access, account, base, side === 1 ? lots * basePerLot : 0);
  }

  #at(symbol: number): Instrument {
    const instrument = this.#instruments.symbols[symbol];
    assert(instrument !== undefined, 'a replayed symbol is one of the floor');
    return instrument;
  }
}

function level(access: MarketAccess, account: number, asset: number, need: number): void {
  const have = access.available(account, asset);
  if (have < need) access.fund(account, asset, balanceUsual);
  else if (have > balanceHigh) access.fund(account, asset, balanceUsual - have);
}

function lotsMax({ quotePerTickLot, basePerLot }: Instrument, price: number): number {
  return Math.max(1, Math.floor(orderUnitsMax / Math.max(price * quotePerTickLot, basePerLot)));
}
