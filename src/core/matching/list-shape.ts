/** What makes orders a list of their kind: number, sides, kinds, quantities, and how the prices of a pair relate. Pure. */
import type { OrderTerms, PlaceOrder, PlaceOrderList } from '../messages/command.ts';
import type { Rejection } from '../messages/rejection.ts';
import { hasPair, hasWorkingOrder, isPaid, listSizes } from './order-list.ts';

const noList: Rejection = { reason: 'orders_make_no_list' };
const unrelated: Rejection = { reason: 'order_prices_do_not_relate' };

/** Refuses with `orders_make_no_list`. */
export function refuseListShape(command: PlaceOrderList): Rejection | undefined {
  const { kind, orders, account, symbol } = command;
  if (orders.length !== listSizes[kind]) return noList;
  if (orders.some((order) => order.account !== account || order.symbol !== symbol)) return noList;
  if (orders.some(({ terms }) => terms.kind === 'market_quote')) return noList;
  if (hasWorkingOrder(kind) && !isWorking(orders[0])) return noList;
  if (hasPair(kind) && !isPair(orders.at(-2), orders.at(-1))) return noList;
  return isPaid(kind) && !isPaidBy(orders) ? noList : undefined;
}

/**
 * The limit (or the price at which a profit is taken) of a sell stands above the last price, the stop-loss below it; of a buy
 * the other way round. `lastPrice` 0: only above and below each other. A price that the book will give is not asked. Refuses with `order_prices_do_not_relate`.
 */
export function refusePairPrices(stop: PlaceOrder, other: PlaceOrder, lastPrice: number): Rejection | undefined {
  const stopPrice = stopPriceOf(stop.terms);
  const otherPrice = ownPrice(other.terms) ?? stopPriceOf(other.terms);
  const [above, below] = stop.side === 'sell' ? [otherPrice, stopPrice] : [stopPrice, otherPrice];
  if (above !== undefined && below !== undefined && above <= below) return unrelated;
  if (lastPrice === 0) return undefined;
  const isBetween = (above === undefined || above > lastPrice) && (below === undefined || below < lastPrice);
  return isBetween ? undefined : unrelated;
}

/** Undefined for one that trails the price from the start. */
function stopPriceOf(terms: OrderTerms): number | undefined {
  return 'trigger' in terms ? terms.trigger.stopPrice : undefined;
}

/** Undefined for market orders, and for pegged ones that set none. */
function ownPrice(terms: OrderTerms): number | undefined {
  return 'price' in terms && terms.price !== 0 ? terms.price : undefined;
}

function isWorking(order: PlaceOrder | undefined): boolean {
  return order?.terms.kind === 'limit' || order?.terms.kind === 'limit_maker';
}

function isPair(stop: PlaceOrder | undefined, other: PlaceOrder | undefined): boolean {
  if (stop === undefined || other === undefined) return false;
  const isStop = stop.terms.kind === 'stop_loss' || stop.terms.kind === 'stop_loss_limit';
  const { kind } = other.terms;
  const isOther = kind === 'limit_maker' || kind === 'take_profit' || kind === 'take_profit_limit';
  return isStop && isOther && stop.side === other.side && quantityOf(stop) === quantityOf(other);
}

/** The working order buys what the others sell, however much that is. */
function isPaidBy([working, ...pending]: readonly PlaceOrder[]): boolean {
  return working?.side === 'buy' && pending.every((order) => order.side === 'sell' && quantityOf(order) === 0);
}

function quantityOf({ terms }: PlaceOrder): number | undefined {
  return terms.kind === 'market_quote' ? undefined : terms.quantity;
}
