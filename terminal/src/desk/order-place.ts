/** What an order, or the change of one, depends on besides itself: the market around it, the money that is free, and whether anything can be sent. */
import { freeOf } from '../stores/balances.ts';
import { type Market, ticksOf } from '../stores/market.ts';
import { neededAsset } from '../stores/ticket.ts';
import { closedSentence } from '../views/symbol-state.ts';
import type { TicketMarket } from '../views/ticket-reading.ts';
import type { WireOrder } from '../wire/rest.ts';
import type { AccountDesk } from './account-desk.ts';
import type { FloorDesk } from './floor-desk.ts';
import type { MarketDesk } from './market-desk.ts';

export interface OrderPlace {
  around(order: Pick<WireOrder, 'side'>, market: Market): TicketMarket;
  /** Why nothing can be sent now. */
  obstacle(market: Market): string | undefined;
}

export function createOrderPlace(desk: MarketDesk, floor: FloorDesk, account: AccountDesk): OrderPlace {
  return {
    around(order, market) {
      const book = desk.book();
      const side = order.side === 'BUY' ? 'buy' : 'sell';
      const opposite = side === 'buy' ? book?.asks : book?.bids;
      return {
        market,
        mean: desk.market() === market ? desk.mean() : undefined,
        touch: book?.market === market && book.state === 'live' ? opposite?.best : undefined,
        last: ticksOf(market, desk.tickers().get(market.symbol)?.last ?? '') || undefined,
        available: freeOf(account.balances(), ...neededAsset(market, side)),
      };
    },
    obstacle(market) {
      if (desk.link() !== 'open' || !account.live()) return 'No connection: nothing can be sent now.';
      const status = floor.closed(market.symbol);
      return status === undefined ? undefined : closedSentence(`${market.base}/${market.quote}`, status);
    },
  };
}
