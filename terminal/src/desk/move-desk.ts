/**
 * Orders moved by their line on the chart: sent when it is let go, or said why not. Nothing is shown before it is sent, so a
 * hand that slips must not trade: what would trade at once is left to the table.
 */

import { missingText } from '../parts/part.ts';
import type { Parts } from '../parts/parts.ts';
import { isOpen } from '../stores/orders.ts';
import { plainPrice } from '../stores/ticket.ts';
import { draftOf, onlyLowered } from '../views/order-change.ts';
import { awaitsTrigger } from '../views/order-figures.ts';
import type { WireOrder } from '../wire/rest.ts';
import type { AccountDesk } from './account-desk.ts';
import type { CancelDesk } from './cancel-desk.ts';
import type { ChangeDesk } from './change-desk.ts';
import type { MarketDesk } from './market-desk.ts';
import type { Notices } from './notices.ts';
import type { OrderPlace } from './order-place.ts';

export interface MoveDesk {
  isMovable(order: WireOrder): boolean;
  /** To a price in ticks; a stop that waits by its trigger. */
  move(key: string, ticks: number): Promise<void>;
}

export function createMoveDesk(
  desk: MarketDesk,
  account: AccountDesk,
  cancels: CancelDesk,
  changes: ChangeDesk,
  place: OrderPlace,
  notices: Notices,
  part: Parts['orderChanges'],
): MoveDesk {
  return {
    isMovable: (order) => onlyLowered(order) === undefined && !changes.isUnderWay(order) && !cancels.isUnderWay(order),
    async move(key, ticks) {
      const made = await part.want();
      const state = part.state();
      if (state.kind === 'missing') notices.say('bad', 'Not moved', missingText(state.version));
      if (made === undefined) return;
      const order = account.orders().get(key);
      const market = order === undefined ? undefined : desk.marketOf(order.symbol);
      if (order === undefined || market === undefined || !isOpen(order)) return;
      const field = awaitsTrigger(order) ? 'trigger' : 'price';
      const draft = { ...draftOf(order, market), [field]: plainPrice(market, ticks) };
      const read = made.readChange(order, draft, place.around(order, market));
      const [problem] = read.kind === 'refused' ? read.problems : [];
      const takes =
        read.kind === 'change' && read.change.takes ? 'It would trade at once there: type the price in.' : undefined;
      const reason = place.obstacle(market) ?? (problem && `${problem.rule} ${problem.text}`) ?? takes;
      if (reason !== undefined) notices.say('bad', 'Not moved', reason);
      else if (read.kind === 'change') await changes.change(read.change);
    },
  };
}
