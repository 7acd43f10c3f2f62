/**
 * What of an open order can be changed, and the terms of the order that takes its place. Two ways lead to a changed order:
 * an amend lowers its quantity where it stands, for every order; anything else is a new order in the place of the old one,
 * which is right only for orders that are whole in what a new one can say. The rest are lowered, or cancelled and made anew.
 */
import { lotsOf, type Market, ticksOf } from '../stores/market.ts';
import { plainPrice, plainQuantity } from '../stores/ticket.ts';
import type { WireOrder } from '../wire/rest.ts';
import { awaitsTrigger, isLinked } from './order-figures.ts';

/** Texts as typed; what the order does not have stays empty. */
export interface ChangeDraft {
  /** The price that triggers it, while it waits. */
  readonly trigger: string;
  readonly price: string;
  /** All that may trade, what is filled already included: the figure that the table shows, and what FIX calls OrderQty. */
  readonly quantity: string;
}

export type ChangeField = keyof ChangeDraft;

export function isChangeField(name: string): name is ChangeField {
  return name === 'trigger' || name === 'price' || name === 'quantity';
}

/** The order as it stands, as texts to type in. */
export function draftOf(order: WireOrder, market: Market): ChangeDraft {
  const price = (text: string | undefined): string => {
    const ticks = ticksOf(market, text ?? '');
    return ticks === 0 ? '' : plainPrice(market, ticks);
  };
  return {
    trigger: awaitsTrigger(order) ? price(order.stopPrice) : '',
    price: price(order.price),
    quantity: plainQuantity(market, lotsOf(market, order.origQty)),
  };
}

/** Why an order cannot be replaced by another one; undefined when it can. */
export function onlyLowered(order: WireOrder): string | undefined {
  if (isLinked(order)) return 'a new order in its place would cancel the other orders of its list';
  if (order.pegPriceType !== undefined || order.peggedPrice !== undefined) return 'its price follows the book';
  if (Number(order.icebergQty ?? 0) !== 0) return 'how much of an iceberg is hidden is known to the floor alone';
  if (awaitsTrigger(order) && order.trailingDelta !== undefined) return 'its trigger follows the market';
  return undefined;
}

/**
 * The parameters of the order that takes its place, without quantity and client order id. A stop whose trigger was reached
 * is on the book as a limit order; what takes its place is one, and does not wait for the trigger again.
 */
export function termsOf(order: WireOrder, stopPrice: string, price: string): Readonly<Record<string, string>> {
  const { symbol, side, selfTradePreventionMode, strategyId, strategyType } = order;
  const isStop = awaitsTrigger(order);
  const type = isStop || order.type === 'LIMIT_MAKER' ? order.type : 'LIMIT';
  return {
    symbol,
    side,
    type,
    ...(isStop ? { stopPrice } : {}),
    ...(price === '' ? {} : { price }),
    ...(price === '' || type === 'LIMIT_MAKER' ? {} : { timeInForce: order.timeInForce }),
    ...(selfTradePreventionMode === undefined ? {} : { selfTradePreventionMode }),
    ...(strategyId === undefined ? {} : { strategyId: String(strategyId) }),
    ...(strategyType === undefined ? {} : { strategyType: String(strategyType) }),
  };
}

/** Whether the market must rise for it to be triggered. */
export function risesToTrigger({ side, type }: WireOrder): boolean {
  return (side === 'BUY') === type.startsWith('STOP_LOSS');
}
