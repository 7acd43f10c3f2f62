/** The ticket on the desk: its text follows the visitor, its reading follows the market. */
import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import { priceToTicks } from '../../../src/core/units/convert.ts';
import { freeOf } from '../stores/balances.ts';
import type { Market } from '../stores/market.ts';
import {
  emptyTicket,
  neededAsset,
  plainPrice,
  type Ticket,
  type TicketSide,
  withPrice,
  withPriceStep,
  withQuantity,
  withShare,
  withTotal,
} from '../stores/ticket.ts';
import { readTicket, type TicketReading } from '../views/ticket-order.ts';
import { type PreviewLine, ticketPreview } from '../views/ticket-preview.ts';
import type { AccountDesk } from './account-desk.ts';
import { doubt, noticeOf, type Trouble, troubleOf, type Words } from './fate-words.ts';
import type { MarketDesk } from './market-desk.ts';
import type { Notices } from './notices.ts';
import { sendOrder } from './order-fate.ts';

export interface TicketDesk {
  readonly ticket: Accessor<Ticket>;
  readonly reading: Accessor<TicketReading>;
  readonly preview: Accessor<readonly PreviewLine[]>;
  /** Smallest units of what the side needs; undefined before an account, and when its amount was not read. */
  readonly available: Accessor<bigint | undefined>;
  readonly sending: Accessor<boolean>;
  /** What became of the last order, unless it was placed; stays until the next order or change of symbol. */
  readonly trouble: Accessor<Trouble | undefined>;
  change(part: Partial<Pick<Ticket, 'kind' | 'life' | 'postOnly'>>): void;
  side(side: TicketSide): void;
  price(text: string): void;
  priceTicks(ticks: number): void;
  stepPrice(ticks: number): void;
  quantity(text: string): void;
  total(text: string): void;
  share(percent: number): void;
  send(): Promise<void>;
}

export function createTicketDesk(desk: MarketDesk, account: AccountDesk, notices: Notices): TicketDesk {
  const [ticket, setTicket] = createSignal<Ticket>(emptyTicket, { name: 'ticket' });
  const [sending, setSending] = createSignal(false, { name: 'sending' });
  const [trouble, setTrouble] = createSignal<Trouble | undefined>(undefined, { name: 'trouble' });

  const touch = createMemo(() => {
    const book = desk.book();
    if (book?.state !== 'live') return undefined;
    return ticket().side === 'buy' ? book.asks.best : book.bids.best;
  });
  const available = createMemo(() => {
    const market = desk.market();
    if (market === undefined || account.state().kind !== 'open' || account.loading()) return undefined;
    return freeOf(account.balances(), ...neededAsset(market, ticket().side));
  });
  const reading = createMemo<TicketReading>(() => {
    const market = desk.market();
    if (market === undefined) return { kind: 'incomplete', missing: 'Waiting for the market' };
    return readTicket(ticket(), { market, mean: desk.mean(), touch: touch(), available: available() });
  });
  const preview = createMemo(() => {
    const book = desk.book();
    const read = reading();
    if (book === undefined || book.state !== 'live' || read.kind !== 'order') return [];
    return ticketPreview(ticket(), read.order, book, account.fees());
  });

  /** The price that links quantity and total. */
  function linkPrice(): number | undefined {
    const market = desk.market();
    if (market === undefined) return undefined;
    if (ticket().kind === 'market') return touch();
    const parsed = priceToTicks(market, ticket().price);
    return parsed.ok ? parsed.value : undefined;
  }
  function update(change: (before: Ticket, market: Market) => Ticket): void {
    const market = desk.market();
    if (market !== undefined) setTicket((before) => change(before, market));
  }

  // Another symbol: its price, and nothing that belonged to the one before.
  createEffect(
    on(desk.market, () => {
      setTicket((before) => ({ ...before, price: '', quantity: '', total: '', lead: 'quantity' }));
      setTrouble(undefined);
    }),
  );
  // The first live book of a symbol fills an empty price once; typing is never overwritten.
  createEffect(
    on(
      () => {
        const book = desk.book();
        return book?.state === 'live' && book.market === desk.market() ? book : undefined;
      },
      (book) => {
        if (book === undefined || ticket().price !== '') return;
        const { market } = book;
        const best = ticket().side === 'buy' ? book.bids.best : book.asks.best;
        if (best === undefined) return;
        setTicket((before) => withPrice(before, market, plainPrice(market, best)));
      },
    ),
  );

  async function send(): Promise<void> {
    const read = reading();
    const market = desk.market();
    if (read.kind !== 'order' || market === undefined || sending()) return;
    setSending(true);
    setTrouble(undefined);
    // Meanwhile the visitor may have gone to another symbol: its ticket has nothing to do with this order.
    const isShown = (): boolean => desk.market() === market;
    const say = ({ tone, title, text }: Words): void => notices.say(tone, title, text);
    const doubtful = (): void => {
      if (isShown()) setTrouble(doubt.trouble);
      say(doubt.notice);
    };
    try {
      const ports = { place: account.place, find: account.find, doubtful };
      const fate = await sendOrder(ports, read.order.parameters, crypto.randomUUID());
      if (isShown()) setTrouble(troubleOf(fate));
      if (isShown() && fate.kind === 'placed') setTicket((before) => ({ ...before, quantity: '', total: '' }));
      const notice = noticeOf(fate, market);
      if (notice !== undefined) say(notice);
    } finally {
      setSending(false);
    }
  }

  return {
    ticket,
    reading,
    preview,
    available,
    sending,
    trouble,
    change(part) {
      setTicket((before) => ({ ...before, ...part }));
      update((before, market) =>
        before.lead === 'quantity'
          ? withQuantity(before, market, before.quantity, linkPrice())
          : withTotal(before, market, before.total, linkPrice()),
      );
    },
    side: (side) => void setTicket((before) => ({ ...before, side })),
    price: (text) => update((before, market) => withPrice(before, market, text)),
    priceTicks(ticks) {
      update((before, market) => withPrice({ ...before, kind: 'limit' }, market, plainPrice(market, ticks)));
    },
    stepPrice: (ticks) => update((before, market) => withPriceStep(before, market, ticks, touch())),
    quantity: (text) => update((before, market) => withQuantity(before, market, text, linkPrice())),
    total: (text) => update((before, market) => withTotal(before, market, text, linkPrice())),
    share(percent) {
      const free = available();
      if (free !== undefined) update((before, market) => withShare(before, market, percent, free, linkPrice()));
    },
    send,
  };
}
