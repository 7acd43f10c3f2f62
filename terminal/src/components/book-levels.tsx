/**
 * The order book's levels: rows on a canvas, the middle band in the page. Pointer or arrow keys choose a level, click or Enter takes
 * its price, Shift with it takes all that stands up to there as the quantity. `step`: ticks that are merged into a row.
 */
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js';
import { drawBook } from '../renderers/book-canvas.ts';
import { ticksOf } from '../stores/market.ts';
import { openOrders } from '../stores/orders.ts';
import { plainQuantity } from '../stores/ticket.ts';
import { bookLayout, rowAt } from '../views/book-layout.ts';
import { bidShare, bookRows } from '../views/book-rows.ts';
import { narrowQuantity, priceText } from '../views/figures.ts';
import { isWaiting } from '../views/order-figures.ts';
import { useSize } from './use-size.ts';
import { useTerminal } from './use-terminal.ts';

type Cursor = { readonly side: 'bid' | 'ask'; readonly index: number };

export function BookLevels(props: { readonly step: number }) {
  const { market, account, ticket, view } = useTerminal();
  const [cursor, setCursor] = createSignal<Cursor | undefined>(undefined);
  let area: HTMLDivElement | undefined;
  let canvas: HTMLCanvasElement | undefined;
  const size = useSize(() => area);

  const layout = createMemo(() => bookLayout(size().width, size().height));
  const mine = createMemo(() => {
    const one = market.market();
    const orders =
      one === undefined
        ? []
        : openOrders(account.orders()).filter((order) => order.symbol === one.symbol && !isWaiting(order));
    return {
      bid: new Set(one === undefined ? [] : orders.filter(isBuy).map((order) => ticksOf(one, order.price))),
      ask: new Set(one === undefined ? [] : orders.filter((o) => !isBuy(o)).map((order) => ticksOf(one, order.price))),
    };
  });
  const asks = createMemo(() => {
    const book = market.book();
    return book === undefined ? [] : bookRows(book.asks, 'ask', props.step, layout().rows, mine().ask);
  });
  const bids = createMemo(() => {
    const book = market.book();
    return book === undefined ? [] : bookRows(book.bids, 'bid', props.step, layout().rows, mine().bid);
  });
  createEffect(() => {
    const book = market.book();
    const palette = view.palette();
    view.fontsReady();
    if (canvas === undefined || book === undefined || layout().width === 0) return;
    const stale = book.state !== 'live';
    drawBook(
      canvas,
      { market: book.market, layout: layout(), asks: asks(), bids: bids(), cursor: cursor(), stale },
      palette,
    );
  });
  createEffect(() => {
    market.market();
    setCursor(undefined);
  });

  const rowOf = (at: Cursor | undefined) =>
    at === undefined ? undefined : (at.side === 'ask' ? asks() : bids())[at.index];
  const take = (at: Cursor | undefined, quantity: boolean): void => {
    const row = rowOf(at);
    const one = market.market();
    if (row === undefined || one === undefined) return;
    ticket.priceTicks(row.price);
    if (quantity) ticket.quantity(plainQuantity(one, row.sum));
    view.showPhoneView('ticket');
  };
  const pointed = (event: MouseEvent): Cursor | undefined => rowAt(layout(), event.offsetY);
  const move = (by: number): void => {
    const at = cursor() ?? { side: 'bid', index: -1 };
    const signed = (at.side === 'bid' ? at.index + 1 : -at.index - 1) + by;
    const place = signed === 0 ? Math.sign(by) : signed;
    const next: Cursor = { side: place > 0 ? 'bid' : 'ask', index: Math.abs(place) - 1 };
    if (rowOf(next) !== undefined) setCursor(next);
  };
  const keyed = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') take(cursor(), event.shiftKey);
    else return;
    event.preventDefault();
  };
  /** Said when a level is chosen; a book that moves under the cursor would not stop talking. */
  const spoken = createMemo(
    on(cursor, (at) => {
      const one = market.market();
      const row = rowOf(at);
      if (one === undefined || row === undefined || at === undefined) return '';
      const own = row.mine ? ', your order is here' : '';
      return `${at.side} ${priceText(one, row.price)}, ${narrowQuantity(one, row.lots, 8)} ${one.base}${own}`;
    }),
  );

  return (
    <>
      <div class="book-columns">
        <span>Price</span>
        <span>{market.market()?.base}</span>
        <span>Sum</span>
      </div>
      <div
        class="book-area"
        ref={area}
        role="application"
        aria-label="Order book. Arrow keys choose a level, Enter takes its price."
        tabindex="0"
        onKeyDown={keyed}
        onMouseMove={(event) => setCursor(pointed(event))}
        onMouseLeave={() => setCursor(undefined)}
        onBlur={() => setCursor(undefined)}
        onClick={(event) => take(pointed(event), event.shiftKey)}
      >
        <canvas class="book-canvas" ref={canvas} />
        <div class="book-middle">
          <Middle asks={asks()} bids={bids()} />
        </div>
        <output class="visually-hidden" aria-live="polite">
          {spoken()}
        </output>
      </div>
    </>
  );
}

function Middle(props: {
  readonly asks: Parameters<typeof bidShare>[1];
  readonly bids: Parameters<typeof bidShare>[0];
}) {
  const { market } = useTerminal();
  const direction = (): string => market.tape()?.direction ?? 'flat';
  const last = createMemo(() => {
    const tape = market.tape();
    const print = tape?.prints[0];
    return tape === undefined || print === undefined ? '–' : priceText(tape.market, print.price);
  });
  const spread = createMemo(() => {
    const book = market.book();
    const ask = book?.asks.best;
    const bid = book?.bids.best;
    if (book?.state !== 'live' || ask === undefined || bid === undefined) return '';
    return `${ask - bid} ${ask - bid === 1 ? 'tick' : 'ticks'}`;
  });
  return (
    <>
      <b class="figure" data-direction={direction()}>
        {last()} <span aria-hidden="true">{direction() === 'up' ? '▲' : direction() === 'down' ? '▼' : ' '}</span>
      </b>
      <span class="figure dim">{spread()}</span>
      <Show when={bidShare(props.bids, props.asks)}>
        {(share) => (
          <span class="figure dim" title="Share of bids in what is shown">
            bid {share()} %
          </span>
        )}
      </Show>
    </>
  );
}

function isBuy(order: { readonly side: string }): boolean {
  return order.side === 'BUY';
}
