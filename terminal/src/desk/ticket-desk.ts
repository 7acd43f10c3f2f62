/** The ticket on the desk: its text follows the visitor, its reading follows the market. */
import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import { freeOf } from '../stores/balances.ts';
import { type Market, ticksOf } from '../stores/market.ts';
import {
  emptyTicket,
  followed,
  linkPriceOf,
  neededAsset,
  noPrices,
  type PriceField,
  plainPrice,
  steppedPrice,
  type Ticket,
  withQuantity,
  withShare,
  withTotal,
  withTrigger,
} from '../stores/ticket.ts';
import { readTicket } from '../views/ticket-order.ts';
import { type PreviewLine, ticketPreview } from '../views/ticket-preview.ts';
import type { TicketReading } from '../views/ticket-reading.ts';
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
  /** Anything but quantity and total, one of which follows. */
  change(part: Partial<Omit<Ticket, 'quantity' | 'total' | 'lead' | 'rises'>>): void;
  /** A price that was pointed at: for the field that this kind of order is about. */
  priceTicks(ticks: number): void;
  stepPrice(field: PriceField, ticks: number): void;
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
  const last = createMemo(() => {
    const market = desk.market();
    const text = market === undefined ? undefined : desk.tickers().get(market.symbol)?.last;
    return market === undefined || text === undefined ? undefined : ticksOf(market, text) || undefined;
  });
  const available = createMemo(() => {
    const market = desk.market();
    if (market === undefined || account.state().kind !== 'open' || account.loading()) return undefined;
    return freeOf(account.balances(), ...neededAsset(market, ticket().side));
  });
  const reading = createMemo<TicketReading>(() => {
    const market = desk.market();
    if (market === undefined) return { kind: 'incomplete', missing: 'Waiting for the market' };
    const around = { mean: desk.mean(), touch: touch(), last: last(), available: available() };
    return readTicket(ticket(), { market, ...around });
  });
  const preview = createMemo(() => {
    const book = desk.book();
    const read = reading();
    if (book === undefined || book.state !== 'live' || read.kind !== 'order') return [];
    return ticketPreview(ticket(), read.order, book, account.fees(), last());
  });

  function linkPrice(): number | undefined {
    const market = desk.market();
    return market === undefined ? undefined : linkPriceOf(ticket(), market, touch());
  }
  function update(next: (before: Ticket, market: Market) => Ticket): void {
    const market = desk.market();
    if (market !== undefined) setTicket((before) => next(before, market));
  }
  function change(part: Partial<Ticket>): void {
    setTicket((before) => ({ ...before, ...part }));
    update((before, market) => {
      const next = part.trigger === undefined ? before : { ...before, ...withTrigger(part.trigger, market, last()) };
      return followed(next, market, touch());
    });
  }

  // Another symbol: its price, and nothing that belonged to the one before.
  createEffect(
    on(desk.market, () => {
      setTicket((before) => ({ ...before, ...noPrices, quantity: '', total: '', lead: 'quantity' }));
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
        const best = ticket().side === 'buy' ? book.bids.best : book.asks.best;
        if (best !== undefined) change({ price: plainPrice(book.market, best) });
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
      const fate = await sendOrder(ports, read.order, crypto.randomUUID());
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
    change,
    priceTicks(ticks) {
      const market = desk.market();
      if (market === undefined) return;
      const text = plainPrice(market, ticks);
      const { kind } = ticket();
      change(kind === 'stop' || kind === 'oco' ? { trigger: text, trailing: false } : { kind: 'limit', price: text });
    },
    stepPrice(field, ticks) {
      const market = desk.market();
      if (market === undefined) return;
      const from = field === 'price' ? touch() : last();
      change({ [field]: steppedPrice(ticket()[field], market, ticks, from) });
    },
    quantity: (text) => update((before, market) => withQuantity(before, market, text, linkPrice())),
    total: (text) => update((before, market) => withTotal(before, market, text, linkPrice())),
    share(percent) {
      const free = available();
      if (free !== undefined) update((before, market) => withShare(before, market, percent, free, linkPrice()));
    },
    send,
  };
}
