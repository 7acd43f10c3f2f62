/**
 * The seam between the floor and whoever plays its background (flow model, replayed history). A source lives inside the
 * floor's state: it acts only through `MarketAccess`, with accounts of its own, in floor time, and is part of snapshot and
 * hash. It must be indifferent to how time is cut: `run(t1); run(t2)` leaves the same state as `run(t2)`.
 */
import type { ByteReader, ByteWriter } from './snapshot/bytes.ts';
import type { Slices } from './snapshot/slices.ts';

/** 0 buy, 1 sell: the numeric form of `Side` on the hot path. */
export type SideCode = 0 | 1;

/**
 * What a source may do and see. Plain numbers for speed: symbol index, account id, ticks, lots, microseconds.
 * Orders placed here pass the same book and ledger as everybody's; their account pays no fees and has no client ids.
 */
export interface MarketAccess {
  /** Opens a background account and returns its id. */
  openAgent(): number;
  /** Brings paper money in from outside the floor, or out when negative: smallest units, |amount| < 2^53. */
  fund(account: number, asset: number, amount: number): void;
  /** Available balance in smallest units; at most 2^53 is reported. */
  available(account: number, asset: number): number;
  /**
   * Good-till-cancelled limit order: takes what it can at its price or better, rests the rest.
   * Returns the order id if something rests, 0 if all was done, -1 if refused (balance, symbol closed).
   */
  limit(time: number, symbol: number, account: number, side: SideCode, price: number, quantity: number): number;
  /** Immediate-or-cancel limit order; returns the lots executed, or -1 if refused. */
  take(time: number, symbol: number, account: number, side: SideCode, price: number, quantity: number): number;
  /** Cancels one of the source's own resting orders; false when it is not resting any more. */
  cancel(time: number, symbol: number, orderId: number): boolean;
  /**
   * Takes lots off one of the source's own resting orders, which keeps its place in the queue. False, and nothing done, when
   * it does not rest or rests with no more than that.
   */
  reduce(time: number, symbol: number, orderId: number, quantity: number): boolean;
  /** A trade between two background accounts that does not touch the book (coarse time). */
  print(
    time: number,
    symbol: number,
    buyer: number,
    seller: number,
    takerSide: SideCode,
    price: number,
    quantity: number,
  ): void;

  /** Whether a symbol trades. While it does not, every order in it is refused and nothing may be printed. */
  isOpen(symbol: number): boolean;
  /** Best prices in ticks; -1 when that side is empty. */
  bestBid(symbol: number): number;
  bestAsk(symbol: number): number;
  /** Lots resting at a price. */
  levelQuantity(symbol: number, side: SideCode, price: number): number;
  /** Next level behind `price` (lower for bids, higher for asks), or -1. */
  nextLevel(symbol: number, side: SideCode, price: number): number;
  /** Oldest order at a price, then the one behind it; 0 at the end. */
  firstOrderAt(symbol: number, side: SideCode, price: number): number;
  orderBehind(symbol: number, orderId: number): number;
  /** Of a resting order: owner's account, lots left (0 when not resting), price, side. */
  orderOwner(symbol: number, orderId: number): number;
  orderLeaves(symbol: number, orderId: number): number;
  orderPrice(symbol: number, orderId: number): number;
  orderSide(symbol: number, orderId: number): SideCode;
  /** Resting orders of users (not agents) in a symbol: how many. */
  userOrders(symbol: number): number;
  /** Their prices: nearest user bid and ask in ticks, -1 if none. */
  bestUserPrice(symbol: number, side: SideCode): number;
}

export interface MarketSource {
  /** Called once, in the floor's first moment (not after a restore): opens accounts, funds them, seeds the books. */
  open(access: MarketAccess, time: number): void;
  /** When it wants to act next, microseconds of floor time; Infinity when it is at its end. */
  nextTime(): number;
  /** Does everything due up to and including `time`. */
  run(access: MarketAccess, time: number): void;
  /** Carries the market over a closed period from `from` to `to` in coarse steps; user orders in the way are filled. */
  skip(access: MarketAccess, from: number, to: number): void;
  /** A user's order took from the book: signed lots of one trade (positive: the user bought). */
  userTraded(symbol: number, side: SideCode, price: number, quantity: number): void;
  /** One of the source's resting orders was filled completely by somebody. */
  orderGone(symbol: number, orderId: number): void;
  encode(out: ByteWriter): void;
  decode(input: ByteReader): void;
}

/** A candle of a floor's past, before its first moment: ticks, lots, and quote amount in ticks times lots. */
export interface PastCandle {
  readonly openTimeUs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly trades: number;
  readonly takerBuyVolume: number;
  readonly takerBuyQuoteVolume: number;
}

/** The past of one symbol, oldest first, each list joined to the floor's first moment. */
export interface SymbolPast {
  readonly minutes: readonly PastCandle[];
  readonly quarters: readonly PastCandle[];
  readonly hours: readonly PastCandle[];
  readonly days: readonly PastCandle[];
}

/** Made from a floor's definition alone, so that it can be made again. */
export interface Market {
  readonly source: MarketSource;
  /** By symbol index; drawn on call, about a second for ten symbols, in slices. Must be over before `open`. */
  past(): Slices<readonly SymbolPast[]>;
}
