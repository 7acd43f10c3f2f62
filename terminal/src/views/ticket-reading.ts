/** What a ticket reads as: an order ready to send, a step that is missing, or what is wrong with it. */
import type { Market } from '../stores/market.ts';
import type { OrderRoute } from '../wire/order-routes.ts';
import type { SweepBudget } from './sweep.ts';

export type TicketFieldName = 'price' | 'trigger' | 'trail' | 'stopLimit' | 'takeProfit' | 'quantity' | 'total';

export interface TicketProblem {
  readonly field: TicketFieldName | 'balance';
  /** The exchange's name of the rule. */
  readonly rule: string;
  readonly text: string;
  /** A value for the field that would pass. */
  readonly remedy?: string;
}

/** What waits for the last price to reach it; prices in ticks. */
export interface StopPlan {
  /** Whether it is reached from below. */
  readonly rises: boolean;
  /** Where it stands now: a trailing one moves. */
  readonly trigger: number;
  readonly trailingBps: number | undefined;
  /** Undefined: at whatever the market pays then. */
  readonly limit: number | undefined;
}

export interface TicketOrder {
  readonly route: OrderRoute;
  /** Ticks; undefined for orders that name no price. */
  readonly price: number | undefined;
  /** Lots, or the quote amount to spend. */
  readonly budget: SweepBudget;
  /** What else waits: alone, for the same quantity, or for what the order buys. */
  readonly stop?: StopPlan;
  /** Ticks. */
  readonly takeProfit?: number;
  /** Parameters of the route, without identity, id and signature. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type TicketReading =
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'refused'; readonly problems: readonly TicketProblem[] }
  | { readonly kind: 'order'; readonly order: TicketOrder };

export interface TicketMarket {
  readonly market: Market;
  /** Ticks of the weighted mean price the percent filter uses; undefined when not known. */
  readonly mean: number | undefined;
  /** Ticks of the price a market order is valued at. */
  readonly touch: number | undefined;
  /** Ticks of the last trade, which triggers stops; undefined before the first. */
  readonly last: number | undefined;
  /** Smallest units of the asset the order needs (quote when buying, base when selling); undefined before an account. */
  readonly available: bigint | undefined;
}
