/**
 * Puts the desks together, in this order: floor base and API; frame; markets and their feed; candles; the floor's clock;
 * the account, its cancels, changes and queues; the ticket; the view. Components get this one object and hold no market state of their own.
 */
import { batch, createEffect } from 'solid-js';
import { Api } from '../net/api.ts';
import { type FloorBase, floorBase } from '../net/floor-base.ts';
import { createParts, type Parts } from '../parts/parts.ts';
import type { Queues } from '../stores/queue-estimate.ts';
import { reportNotice } from '../views/report-notice.ts';
import { type AccountDesk, createAccountDesk } from './account-desk.ts';
import { addressOf, readAddress } from './address.ts';
import { type CancelDesk, createCancelDesk } from './cancel-desk.ts';
import { type CandleDesk, createCandleDesk } from './candle-desk.ts';
import { type ChangeDesk, createChangeDesk } from './change-desk.ts';
import { createEditDesk, type EditDesk } from './edit-desk.ts';
import { createFloorDesk, type FloorDesk } from './floor-desk.ts';
import { createFrame } from './frame.ts';
import { createMarketDesk, type MarketDesk } from './market-desk.ts';
import { createMoveDesk, type MoveDesk } from './move-desk.ts';
import { createNotices, type Notices } from './notices.ts';
import { createOrderPlace, type OrderPlace } from './order-place.ts';
import { createQueueDesk } from './queue-desk.ts';
import { createTicketDesk, type TicketDesk } from './ticket-desk.ts';
import { createViewDesk, type ViewDesk } from './view-desk.ts';

export interface Terminal {
  readonly base: FloorBase;
  readonly market: MarketDesk;
  readonly candles: CandleDesk;
  readonly floor: FloorDesk;
  readonly account: AccountDesk;
  readonly cancels: CancelDesk;
  readonly changes: ChangeDesk;
  readonly place: OrderPlace;
  readonly edits: EditDesk;
  readonly moves: MoveDesk;
  readonly queues: () => Queues;
  readonly ticket: TicketDesk;
  readonly view: ViewDesk;
  readonly notices: Notices;
  readonly parts: Parts;
}

export function createTerminal(): Terminal {
  const base = floorBase(location);
  const api = new Api(base.path);
  const frame = createFrame();
  const first = readAddress(location.hash);
  const market = createMarketDesk(api, base, frame, first.symbol);
  const candles = createCandleDesk(api, market, frame, first.interval ?? '1m');
  const floor = createFloorDesk(api, market);
  const notices = createNotices();
  const parts = createParts();
  const account = createAccountDesk(api, base, frame, {
    report(report) {
      const about = market.marketOf(report.s);
      const notice = about === undefined ? undefined : reportNotice(report, about);
      if (notice !== undefined) notices.say(notice.tone, notice.title, notice.text, `order ${report.s} ${report.i}`);
    },
  });
  const cancels = createCancelDesk(account, market, notices);
  const changes = createChangeDesk(account, notices, parts.orderChanges);
  const place = createOrderPlace(market, floor, account);
  const edits = createEditDesk(market, account, changes, place, parts.orderChanges);
  const moves = createMoveDesk(market, account, cancels, changes, place, notices, parts.orderChanges);
  const queues = createQueueDesk(market, account);
  const ticket = createTicketDesk(market, account, notices);
  const view = createViewDesk();

  const write = (): void => {
    const shown = market.market();
    if (shown !== undefined) history.replaceState(null, '', addressOf(shown.symbol, candles.interval()));
  };
  createEffect(write);
  addEventListener('hashchange', () => {
    const { symbol, interval } = readAddress(location.hash);
    batch(() => {
      if (symbol !== undefined) market.choose(symbol);
      if (interval !== undefined) candles.chooseInterval(interval);
    });
    // What there is not is not shown, so the address must not name it either.
    write();
  });

  return {
    base,
    market,
    candles,
    floor,
    account,
    cancels,
    changes,
    place,
    edits,
    moves,
    queues,
    ticket,
    view,
    notices,
    parts,
  };
}
