/**
 * What a press in the price ladder does. Unarmed it fills the ticket, and whoever pressed looks at the order before it goes. Armed it
 * sends a limit order at once; so that this is never a surprise, the ladder is armed by a switch alone, and no longer when its symbol
 * changes or nothing can be sent.
 */
import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import { emptyTicket, plainPrice, type TicketSide } from '../stores/ticket.ts';
import type { OwnOrder } from '../views/ladder-rows.ts';
import { readTicket } from '../views/ticket-order.ts';
import { readQuantity } from '../views/ticket-problems.ts';
import { doubt, noticeOf, type Words } from './fate-words.ts';
import { sendOrder } from './order-fate.ts';
import type { Terminal } from './terminal.ts';

export interface LadderDesk {
  readonly armed: Accessor<boolean>;
  /** As typed. */
  readonly quantity: Accessor<string>;
  /** Which rule the quantity breaks. */
  readonly problem: Accessor<string | undefined>;
  /** Why nothing can be sent now. */
  readonly obstacle: Accessor<string | undefined>;
  arm(armed: boolean): void;
  setQuantity(text: string): void;
  /** `ticks`: the price. */
  press(side: TicketSide, ticks: number): void;
  pressPrice(ticks: number): void;
  cancel(orders: readonly OwnOrder[]): void;
}

export function createLadderDesk(terminal: Terminal): LadderDesk {
  const { account, cancels, market: desk, notices, place, ticket, view } = terminal;
  const [isArmed, arm] = createSignal(false, { name: 'armed' });
  const [quantity, setQuantity] = createSignal(ticket.ticket().quantity, { name: 'ladderQuantity' });
  const say = ({ tone, title, text }: Words): void => notices.say(tone, title, text);
  /** Prices at which an order is under way: a hand that trembles sends one. */
  const sending = new Set<string>();

  const obstacle = createMemo(() => {
    const market = desk.market();
    if (market === undefined || account.state().kind !== 'open') return 'One-click trading needs an account.';
    if (account.loading()) return 'Fetching your account…';
    const book = desk.book();
    const isLive = book?.market === market && book.state === 'live';
    return place.obstacle(market) ?? (isLive ? undefined : 'Stitching the book…');
  });
  const problem = createMemo(() => {
    const market = desk.market();
    if (market === undefined || quantity() === '') return undefined;
    return readQuantity(quantity(), market, 'limit').problems[0]?.text;
  });
  const armed = (): boolean => isArmed() && obstacle() === undefined;

  createEffect(() => {
    if (obstacle() !== undefined) arm(false);
  });
  createEffect(
    on(
      desk.market,
      () => {
        arm(false);
        setQuantity('');
      },
      { defer: true },
    ),
  );

  function pressPrice(ticks: number): void {
    ticket.priceTicks(ticks);
    view.showPhoneView('ticket');
  }

  async function send(side: TicketSide, ticks: number): Promise<void> {
    const market = desk.market();
    if (market === undefined) return;
    const typed = { ...emptyTicket, side, price: plainPrice(market, ticks), quantity: quantity() };
    const read = readTicket(typed, place.around({ side: side === 'buy' ? 'BUY' : 'SELL' }, market));
    if (read.kind === 'incomplete') return say({ tone: 'bad', title: 'Order not sent', text: `${read.missing}.` });
    if (read.kind === 'refused') {
      const text = read.problems.map(({ rule, text: why }) => `${rule} ${why}`).join('; ');
      return say({ tone: 'bad', title: 'Order not sent', text });
    }
    const ports = { place: account.place, find: account.find, doubtful: () => say(doubt.notice) };
    const notice = noticeOf(await sendOrder(ports, read.order, crypto.randomUUID()), market);
    if (notice !== undefined) say(notice);
  }

  return {
    armed,
    quantity,
    problem,
    obstacle,
    arm,
    setQuantity,
    press(side, ticks) {
      if (armed()) {
        const where = `${side} ${ticks}`;
        if (sending.has(where)) return;
        sending.add(where);
        void send(side, ticks).finally(() => sending.delete(where));
        return;
      }
      ticket.change({ side });
      if (quantity() !== '') ticket.quantity(quantity());
      pressPrice(ticks);
    },
    pressPrice,
    cancel(orders) {
      for (const { order } of orders) void cancels.cancel(order);
    },
  };
}
