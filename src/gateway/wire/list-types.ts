/** Which types the two legs of a pair may have, by side: in a sell the profit stands above and the stop below. */
import type { OrderListKind, OrderTerms, PlaceOrder, Side } from '../../core/messages/command.ts';
import type { ErrorName } from './errors.ts';
import { type Refused, refuse } from './outcome.ts';

type LegKind = 'limit' | 'stop' | 'profit';

const legKinds: Partial<Record<OrderTerms['kind'], LegKind>> = {
  limit_maker: 'limit',
  stop_loss: 'stop',
  stop_loss_limit: 'stop',
  take_profit: 'profit',
  take_profit_limit: 'profit',
};
/** What a leg must not be where it stands. */
const misplaced: Record<Side, Record<'above' | 'below', Partial<Record<LegKind, ErrorName>>>> = {
  buy: {
    above: { limit: 'buy_limit_not_below', profit: 'buy_profit_not_below' },
    below: { stop: 'buy_stop_not_above' },
  },
  sell: {
    above: { stop: 'sell_stop_not_below' },
    below: { limit: 'sell_limit_not_above', profit: 'sell_profit_not_above' },
  },
};

/** Of lists with a pair: the last two orders are the one above and the one below. */
export function checkPairTypes(kind: OrderListKind, orders: readonly PlaceOrder[]): Refused | undefined {
  if (kind === 'oto' || kind === 'opo') return undefined;
  const [above, below] = orders.slice(-2);
  if (above === undefined || below === undefined) return refuse('malformed_request');
  const aboveKind = legKinds[above.terms.kind];
  const belowKind = legKinds[below.terms.kind];
  if (aboveKind === undefined || belowKind === undefined) return refuse('oco_type_unsupported');
  if (aboveKind === 'limit' && belowKind === 'limit') return refuse('oco_without_contingent');
  const error = misplaced[above.side].above[aboveKind] ?? misplaced[above.side].below[belowKind];
  return error === undefined ? undefined : refuse(error);
}
