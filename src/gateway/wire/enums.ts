/** Our words and Binance's, both ways. */
import type { SelfTradePrevention } from '../../core/instruments/definition.ts';
import type { ExpiryReason, OrderKind, OrderStatus } from '../../core/messages/account-event.ts';
import type { Peg, Side, TimeInForce } from '../../core/messages/command.ts';
import type { Rejection } from '../../core/messages/rejection.ts';
import type { SymbolStatus } from '../../core/messages/symbol-status.ts';

export const wireSide: Record<Side, string> = { buy: 'BUY', sell: 'SELL' };
export const wireTimeInForce: Record<TimeInForce, string> = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK' };
export const wireKind: Record<OrderKind, string> = {
  limit: 'LIMIT',
  limit_maker: 'LIMIT_MAKER',
  market: 'MARKET',
  stop_loss: 'STOP_LOSS',
  stop_loss_limit: 'STOP_LOSS_LIMIT',
  take_profit: 'TAKE_PROFIT',
  take_profit_limit: 'TAKE_PROFIT_LIMIT',
};

export const wirePeg: Record<Peg['to'], string> = { primary: 'PRIMARY_PEG', market: 'MARKET_PEG' };
/** The only kind of offset. */
export const wirePegOffset = 'PRICE_LEVEL';

export const wireStatus: Record<OrderStatus, string> = {
  new: 'NEW',
  pending_new: 'PENDING_NEW',
  partially_filled: 'PARTIALLY_FILLED',
  filled: 'FILLED',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  expired_in_match: 'EXPIRED_IN_MATCH',
  rejected: 'REJECTED',
};

export const wireSymbolStatus: Record<SymbolStatus, string> = {
  trading: 'TRADING',
  halt: 'HALT',
  break: 'BREAK',
  cancel_only: 'CANCEL_ONLY',
};

export const wireSelfTradePrevention: Record<SelfTradePrevention, string> = {
  none: 'NONE',
  expire_taker: 'EXPIRE_TAKER',
  expire_maker: 'EXPIRE_MAKER',
  expire_both: 'EXPIRE_BOTH',
  decrement: 'DECREMENT',
  transfer: 'TRANSFER',
};

/** An order ended by self-trade prevention says so by its status; the exchange has no word for one amended to nothing. */
export const wireExpiryReason: Record<ExpiryReason, string | undefined> = {
  ioc_unfilled: 'UNFILLED_IOC_QUANTITY_EXPIRED',
  fok_unfilled: 'UNFILLED_FOK_ORDER_EXPIRED',
  insufficient_liquidity: 'INSUFFICIENT_LIQUIDITY',
  price_out_of_range: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
  self_trade: undefined,
  oco_trigger: 'OCO_TRIGGER',
  oto_phase_one: 'OTO_PHASE_ONE_EXPIRED',
  rejected: 'REJECTED',
  amended: undefined,
};

/** `r` of a report: four refusals have a word of their own, the others say `NONE`. */
export const wireRejectReason: Partial<Record<Rejection['reason'], string>> = {
  insufficient_balance: 'INSUFFICIENT_BALANCES',
  would_trigger_immediately: 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
  would_take_liquidity: 'WOULD_MATCH_IMMEDIATELY',
  order_prices_do_not_relate: 'OCO_BAD_PRICES',
};

/** The table turned round: Binance's word to ours. */
export function reversed<T extends string>(table: Record<T, string>): ReadonlyMap<string, T> {
  return new Map((Object.keys(table) as T[]).map((ours) => [table[ours], ours]));
}
