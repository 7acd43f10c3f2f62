/**
 * The price ladder: rows on a canvas that keep still until they are scrolled or centred, so that a price never slips from under the
 * pointer. Pointer or arrow keys choose a cell; what a press of it would do is said below before it is done.
 */
import { batch, createEffect, createMemo, createSignal, on, onCleanup, onMount, untrack } from 'solid-js';
import { createLadderDesk } from '../desk/ladder-desk.ts';
import { drawLadder } from '../renderers/ladder-canvas.ts';
import { dragLadder, type LadderDrag } from '../renderers/ladder-drag.ts';
import { openOrders, orderKey } from '../stores/orders.ts';
import { priceText } from '../views/figures.ts';
import { cellAt, type LadderCell, ladderColumns, ladderLayout } from '../views/ladder-layout.ts';
import {
  type LadderPlace,
  type LadderRow,
  ladderRows,
  marketBeyond,
  marketMiddle,
  ownOrders,
  scrolledMiddle,
} from '../views/ladder-rows.ts';
import { pressText, rowText } from '../views/ladder-words.ts';
import { LadderTools } from './ladder-tools.tsx';
import { useSize } from './use-size.ts';
import { useTerminal } from './use-terminal.ts';

/** `step`: ticks from row to row. */
export function Ladder(props: { readonly step: number }) {
  const terminal = useTerminal();
  const { market, account, moves, view } = terminal;
  const ladder = createLadderDesk(terminal);
  const [middle, setMiddle] = createSignal<number | undefined>(undefined);
  const [cursor, setCursor] = createSignal<LadderCell | undefined>(undefined);
  const [drop, setDrop] = createSignal<number | undefined>(undefined);
  let area: HTMLDivElement | undefined;
  let canvas: HTMLCanvasElement | undefined;
  let drag: LadderDrag | undefined;
  const listening = new AbortController();
  /** What was under the press when it began: when it ends over anything else, it does nothing. */
  let pressed: { readonly cell: LadderCell; readonly price: number } | undefined;
  /** Pixels scrolled that are less than a row. */
  let rest = 0;
  const size = useSize(() => area);

  const layout = createMemo(() => ladderLayout(size().width, size().height));
  const live = (): boolean => market.book()?.state === 'live';
  const marketAt = createMemo(() => {
    const book = market.book();
    const prints = market.tape()?.prints ?? [];
    return book === undefined ? undefined : marketMiddle({ bids: book.bids, asks: book.asks, prints }, props.step);
  });
  const place = createMemo((): LadderPlace | undefined => {
    const at = middle();
    return at === undefined ? undefined : { middle: at, step: props.step, count: layout().count };
  });
  const own = createMemo(() => {
    const one = market.market();
    return one === undefined ? [] : ownOrders(one, openOrders(account.orders()));
  });
  const rows = createMemo((): readonly LadderRow[] => {
    const at = place();
    const book = market.book();
    if (at === undefined || book === undefined) return [];
    return ladderRows({ bids: book.bids, asks: book.asks, own: own(), prints: market.tape()?.prints ?? [] }, at);
  });
  const rowOf = (cell: LadderCell | undefined): LadderRow | undefined =>
    cell === undefined ? undefined : rows()[cell.row];
  const beyond = createMemo(() => {
    const at = place();
    return at === undefined ? undefined : marketBeyond(at, marketAt());
  });

  const centre = (): void => void setMiddle(marketAt());
  const scroll = (by: number): void => {
    const at = place();
    if (at !== undefined) setMiddle(scrolledMiddle(at, by));
  };
  const scrollPixels = (pixels: number): void => {
    const { rowHeight } = layout();
    rest += pixels;
    const by = Math.trunc(rest / rowHeight);
    rest -= by * rowHeight;
    if (by !== 0) scroll(by);
  };
  // Other prices, or the same in other steps, are looked at from the market on; then the rows keep still.
  createEffect(
    on([market.market, () => props.step], () => {
      setMiddle(undefined);
      setCursor(undefined);
    }),
  );
  createEffect(() => {
    if (middle() === undefined && live() && market.book()?.market === market.market()) centre();
  });
  createEffect(() => {
    const book = market.book();
    const palette = view.palette();
    view.fontsReady();
    if (canvas === undefined || book === undefined || layout().width === 0) return;
    const direction = market.tape()?.direction ?? 'flat';
    const picture = { market: book.market, layout: layout(), rows: rows(), direction, cursor: cursor(), drop: drop() };
    drawLadder(canvas, { ...picture, armed: ladder.armed(), stale: book.state !== 'live' }, palette);
  });

  onMount(() => {
    if (area === undefined) return;
    const rowUnder = (y: number): LadderRow | undefined => rowOf(cellAt(layout(), 0, y));
    drag = dragLadder(area, {
      take(x, y) {
        const cell = cellAt(layout(), x, y);
        const [one, ...others] = rowOf(cell)?.own ?? [];
        const isOne = cell?.column === 'own' && others.length === 0;
        const from = rowOf(cell)?.price;
        return from !== undefined && one !== undefined && isOne && moves.isMovable(one.order)
          ? { order: one.order, from }
          : undefined;
      },
      scroll: scrollPixels,
      over: (y) => void setDrop(y === undefined ? undefined : cellAt(layout(), 0, y)?.row),
      // The row it came from asks for another price than the order's where prices are merged: let go there, it stays.
      dropped({ order, from }, y) {
        const ticks = rowUnder(y)?.price;
        const isHere = order.symbol === market.market()?.symbol;
        if (isHere && ticks !== undefined && ticks !== from) void moves.move(orderKey(order), ticks);
      },
    });
    // Wherever the keyboard is, and whatever else Escape leaves there.
    addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') ladder.arm(false);
      },
      { capture: true, signal: listening.signal },
    );
    // Opened by its key, with nothing else in hand, it takes the keyboard.
    if (document.activeElement === document.body) area.focus();
  });
  onCleanup(() => {
    drag?.end();
    listening.abort();
  });

  const act = (cell: LadderCell): void => {
    const row = rowOf(cell);
    if (row === undefined) return;
    if (cell.column === 'own') ladder.cancel(row.own);
    else if (cell.column === 'price') ladder.pressPrice(row.price);
    else ladder.press(cell.column === 'bid' ? 'buy' : 'sell', row.price);
  };
  const pointed = (event: MouseEvent): LadderCell | undefined => cellAt(layout(), event.offsetX, event.offsetY);
  const began = (event: MouseEvent): void => {
    const cell = pointed(event);
    const price = rowOf(cell)?.price;
    pressed = cell === undefined || price === undefined ? undefined : { cell, price };
  };
  const clicked = (event: MouseEvent): void => {
    const cell = pointed(event);
    const before = pressed;
    pressed = undefined;
    // A second click of two is the hand's habit, not a second order.
    if (cell === undefined || before === undefined || drag?.isDrag() === true || event.detail > 1) return;
    const isSame = cell.row === before.cell.row && cell.column === before.cell.column;
    if (isSame && rowOf(cell)?.price === before.price) act(cell);
  };
  const step = (down: number, right: number): void => {
    const { count } = layout();
    const at = cursor() ?? { row: Math.floor(count / 2) - down, column: 'price' as const };
    const row = at.row + down;
    const column = ladderColumns[ladderColumns.indexOf(at.column) + right] ?? at.column;
    batch(() => {
      if (row < 0 || row >= count) scroll(-down);
      setCursor({ row: Math.min(Math.max(row, 0), count - 1), column });
    });
  };
  const keyed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = cursor();
    const page = Math.max(1, layout().count - 2);
    if (event.key === 'ArrowDown') step(1, 0);
    else if (event.key === 'ArrowUp') step(-1, 0);
    else if (event.key === 'ArrowLeft') step(0, -1);
    else if (event.key === 'ArrowRight') step(0, 1);
    else if (event.key === 'PageUp') scroll(page);
    else if (event.key === 'PageDown') scroll(-page);
    else if (event.key.toLowerCase() === 'c') centre();
    else if (event.key === 'Delete') ladder.cancel(rowOf(at)?.own ?? []);
    // A key held down is one press.
    else if (event.key === 'Enter') {
      if (at !== undefined && !event.repeat) act(at);
    } else return;
    event.preventDefault();
  };

  const words = createMemo(() => {
    const one = market.market();
    const at = cursor();
    const row = rowOf(at);
    const dropRow = drop() === undefined ? undefined : rows()[drop() ?? 0];
    if (one === undefined) return '';
    if (dropRow !== undefined) return `Moves to ${priceText(one, dropRow.price)}`;
    const problem = ladder.problem();
    const sends = ladder.armed() && (at?.column === 'bid' || at?.column === 'ask');
    if (sends && problem !== undefined) return problem;
    const pressing =
      at === undefined || row === undefined
        ? ''
        : pressText(one, row, at.column, { armed: ladder.armed(), quantity: ladder.quantity() });
    if (pressing !== '') return pressing;
    return problem ?? ladder.obstacle() ?? (ladder.armed() ? 'A click sends the order' : 'A click fills the ticket');
  });
  /** Said when a cell is chosen, not with every movement of the market under it. */
  const spoken = createMemo(
    on([cursor, place], ([at]) => {
      const one = market.market();
      const row = rowOf(at);
      return one === undefined || row === undefined ? '' : `${rowText(one, row)}. ${untrack(words)}`;
    }),
  );

  return (
    <section class="ladder" aria-label="Price ladder" data-armed={ladder.armed()}>
      <LadderTools ladder={ladder} />
      <div class="ladder-columns" aria-hidden="true">
        <span>Yours</span>
        <span>{ladder.armed() ? 'Buy' : 'Bid'}</span>
        <span title="The bar: traded there, of the last 200 trades. The frame: the last trade.">Price</span>
        <span>{ladder.armed() ? 'Sell' : 'Ask'}</span>
      </div>
      <div
        class="ladder-area"
        ref={area}
        role="application"
        aria-label="Price ladder. Arrow keys choose a price and what to do there, Enter does it, Delete cancels, C centres."
        tabindex="0"
        onKeyDown={keyed}
        onPointerDown={began}
        onMouseMove={(event) => setCursor(pointed(event))}
        onMouseLeave={() => setCursor(undefined)}
        onBlur={() => setCursor(undefined)}
        onClick={clicked}
      >
        <canvas class="book-canvas" ref={canvas} />
        <output class="visually-hidden" aria-live="polite">
          {spoken()}
        </output>
      </div>
      <div class="ladder-foot">
        <p class="ladder-words figure">{words()}</p>
        <button type="button" class="key" data-beyond={beyond()} onClick={centre}>
          Centre
          {beyond() === 'above' ? ' ▲' : beyond() === 'below' ? ' ▼' : ''}
        </button>
      </div>
    </section>
  );
}
