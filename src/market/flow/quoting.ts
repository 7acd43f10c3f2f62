/**
 * The makers at the best prices: they follow the reference price when it has moved further than they tolerate, and fill the
 * gap when the spread is wider than a tick. Users' orders that stand in the way of a move are bought or sold, never removed.
 */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { Random } from '../math/random.ts';
import type { Desk } from './desk.ts';

/** Half a tick is where the nearest quote already stands. */
const TOLERANCE_TICKS = 0.62;
/** A move is led by a taker this often; otherwise makers only withdraw. */
const SWEEP_CHANCE = 0.45;
/** A gap is left open until the symbol's next event so often that this is its mean life, but at most every fourth. */
const GAP_SECONDS = 0.0008;
const LATE_CHANCE_MOST = 0.25;
const QUEUE_ORDERS = 6;

/** Moves the quotes to the reference if it is further off than `tolerance` (a share of the price). Returns whether it was. */
export function reprice(desk: Desk, access: MarketAccess, time: number, random: Random, tolerance: number): boolean {
  const bid = access.bestBid(desk.symbol);
  const ask = access.bestAsk(desk.symbol);
  const target = desk.bidTarget();
  const gap = bid < 0 || ask < 0 ? Infinity : Math.abs(desk.reference - (bid + ask) / 2);
  if (gap <= Math.max(TOLERANCE_TICKS, tolerance * desk.reference)) return false;
  if (ask >= 0 && ask <= target) moveThrough(desk, access, time, random, 0, target);
  else if (bid > target) moveThrough(desk, access, time, random, 1, target + 1);
  return true;
}

/** Clears the other side up to and including `limit`: by trading first, then by withdrawing. */
function moveThrough(
  desk: Desk,
  access: MarketAccess,
  time: number,
  random: Random,
  side: SideCode,
  limit: number,
): void {
  if (random.uniform() < SWEEP_CHANCE) {
    const best = bestAgainst(desk, access, side);
    desk.trade(access, time, side, limit, desk.sizes.lots(desk.sizes.sweep(random), best));
  }
  for (;;) {
    const best = bestAgainst(desk, access, side);
    if (best < 0 || (side === 0 ? best > limit : best < limit)) return;
    withdraw(desk, access, time, side === 0 ? 1 : 0, best);
    const users = access.levelQuantity(desk.symbol, side === 0 ? 1 : 0, best);
    const most = desk.agents.lotsMost(best);
    if (users > 0 && desk.trade(access, time, side, best, Math.min(users, most)) === 0) return;
  }
}

function bestAgainst(desk: Desk, access: MarketAccess, side: SideCode): number {
  return side === 0 ? access.bestAsk(desk.symbol) : access.bestBid(desk.symbol);
}

/** Cancels all background orders of a level. */
function withdraw(desk: Desk, access: MarketAccess, time: number, side: SideCode, price: number): void {
  let id = access.firstOrderAt(desk.symbol, side, price);
  while (id !== 0) {
    const behind = access.orderBehind(desk.symbol, id);
    if (desk.agents.owns(access.orderOwner(desk.symbol, id))) access.cancel(time, desk.symbol, id);
    id = behind;
  }
}

/** Brings the spread back to one tick. `lead` in -1..1: which side gets the larger queue. `rate`: the symbol's events a second. */
export function refill(
  desk: Desk,
  access: MarketAccess,
  time: number,
  random: Random,
  lead: number,
  rate: number,
): void {
  const bid = access.bestBid(desk.symbol);
  const ask = access.bestAsk(desk.symbol);
  if (bid >= 0 && ask >= 0) {
    if (ask - bid <= 1) return;
    if (random.uniform() < Math.min(LATE_CHANCE_MOST, GAP_SECONDS * rate)) return;
  }
  const low = bid >= 0 ? bid : desk.instrument.minPrice;
  const high = ask >= 0 ? ask - 1 : desk.instrument.maxPrice - 1;
  const target = Math.min(high, Math.max(low, desk.bidTarget()));
  const bidFavoured = random.uniform() < 0.5 + 0.5 * lead;
  if (target !== bid) placeQueue(desk, access, time, random, 0, target, bidFavoured);
  if (target + 1 !== ask) placeQueue(desk, access, time, random, 1, target + 1, !bidFavoured);
}

function placeQueue(
  desk: Desk,
  access: MarketAccess,
  time: number,
  random: Random,
  side: SideCode,
  price: number,
  favoured: boolean,
): void {
  if (price < desk.instrument.minPrice) return;
  const lots = desk.sizes.lots(desk.sizes.touch(random, favoured), price);
  const wanted = 1 + Math.floor(QUEUE_ORDERS * random.uniform());
  const count = Math.max(1, Math.min(wanted, Math.floor(lots / desk.sizes.leastLots(price))));
  const each = Math.floor(lots / count);
  desk.rest(access, time, side, price, lots - each * (count - 1));
  for (let i = 1; i < count; i++) desk.rest(access, time, side, price, each);
}
