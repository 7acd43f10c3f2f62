/**
 * Reads what was typed into an open order: nothing changed, something is missing or breaks a rule, or a change ready to send.
 *
 * The quantity is all that may trade, filled part included. What is sent anew is what is left of it, so that an order
 * partly filled and moved trades as much in all as was typed, and no more.
 */
import { formatPrice } from '../../../src/core/units/convert.ts';
import { lotsOf, type Market, ticksOf } from '../stores/market.ts';
import type { WireOrder } from '../wire/rest.ts';
import { loweredProblems, meets, replacedProblems } from './change-problems.ts';
import { type ChangeDraft, draftOf, termsOf } from './order-change.ts';
import { doneOf } from './order-figures.ts';
import type { TicketMarket, TicketProblem } from './ticket-reading.ts';

export interface OrderChange {
  /**
   * `lower`: amended where it stands. `replace`: cancelled and placed as one command, of an order without a fill. `anew`: of
   * an order with a fill, whose rest is known for certain only when it is cancelled.
   */
  readonly way: 'lower' | 'replace' | 'anew';
  readonly order: WireOrder;
  readonly market: Market;
  /** Lots: all that may trade, what is filled already included. */
  readonly total: number;
  /** Parameters of the order that takes its place, without quantity and client order id. */
  readonly terms: Readonly<Record<string, string>>;
  /** Whether that order would meet the best price of the other side, as far as that is known. */
  readonly takes: boolean;
}

export type ChangeReading =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'refused'; readonly problems: readonly TicketProblem[] }
  | { readonly kind: 'change'; readonly change: OrderChange };

/** `at.available` is what is free besides what the order holds. */
export function readChange(order: WireOrder, draft: ChangeDraft, at: TicketMarket): ChangeReading {
  const { market } = at;
  const before = draftOf(order, market);
  const missing = missingIn(draft, before);
  if (missing !== undefined) return { kind: 'incomplete', missing };
  const now = lotsOf(market, order.origQty);
  const total = lotsOf(market, draft.quantity);
  const differs = (text: string, from: string): boolean => ticksOf(market, text) !== ticksOf(market, from);
  const isMoved = differs(draft.trigger, before.trigger) || differs(draft.price, before.price);
  if (!isMoved && total === now) return { kind: 'unchanged' };
  const lowered = !isMoved && total < now;
  const problems = lowered ? loweredProblems(order, draft, at) : replacedProblems(order, draft, at);
  if (problems.length > 0) return { kind: 'refused', problems };
  const terms = termsOf(order, onWire(market, draft.trigger), onWire(market, draft.price));
  const way = lowered ? 'lower' : order.status === 'NEW' && doneOf(market, order) === 0 ? 'replace' : 'anew';
  const takes = !lowered && meets(order, draft, at);
  return { kind: 'change', change: { way, order, market, total, terms, takes } };
}

function missingIn(draft: ChangeDraft, before: ChangeDraft): string | undefined {
  if (draft.trigger === '' && before.trigger !== '') return 'Enter a trigger price';
  if (draft.price === '' && before.price !== '') return 'Enter a price';
  return draft.quantity === '' ? 'Enter a quantity' : undefined;
}

/** Typed text that the filters have passed, as the exchange writes it. */
function onWire(market: Market, text: string): string {
  return text === '' ? '' : formatPrice(market, ticksOf(market, text));
}
