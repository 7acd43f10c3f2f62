/**
 * Account events as rows: what the history queries read. Pure, and a function of the event alone, so the same events always
 * make the same rows, whether they come live, from a replay, or twice.
 */
import { unreachable } from '../../core/assert.ts';
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type {
  AccountEvent,
  MovementKind,
  OrderListState,
  OrderState,
  PreventedMatch,
} from '../../core/messages/account-event.ts';
import type { AccountTrade, OrderAmendment, PreventedMatchRecord } from '../history-reader.ts';

export interface OrderRow {
  readonly order: OrderState;
  readonly eventId: number;
}

export interface ListRow {
  readonly list: OrderListState;
  readonly eventId: number;
}

/** Also the ledger's legs of the trade: what is not in the columns of the answer are the two assets, and the base. */
export interface TradeRow extends AccountTrade {
  readonly eventId: number;
  readonly account: number;
  readonly baseAsset: number;
  readonly quoteAsset: number;
  readonly baseAmount: bigint;
}

export interface AmendmentRow extends OrderAmendment {
  readonly account: number;
  readonly symbol: number;
}

/** One leg of a movement on a user's account that is no trade, smallest units, negative when it leaves. */
export interface EntryRow {
  readonly eventId: number;
  readonly leg: number;
  readonly account: number;
  readonly asset: number;
  readonly amount: bigint;
  readonly reason: MovementKind | 'self_trade_transfer';
  readonly timeUs: number;
  /** None of transfers by self-trade prevention. */
  readonly movementId: number | undefined;
  readonly counterparty: number | undefined;
}

export class ProjectionRows {
  /** The latest state of each order, by symbol index and order id. */
  readonly #orders: Map<number, OrderRow>[] = [];
  /** The latest state of each list, by id. */
  readonly #lists = new Map<number, ListRow>();
  readonly trades: TradeRow[] = [];
  readonly amendments: AmendmentRow[] = [];
  readonly preventedMatches: PreventedMatchRecord[] = [];
  readonly entries: EntryRow[] = [];

  /** Orders that changed, each as it last stood. */
  get orders(): OrderRow[] {
    return this.#orders.flatMap((ofSymbol) => [...ofSymbol.values()]);
  }

  /** Order lists that changed, each as it last stood. */
  get lists(): ListRow[] {
    return [...this.#lists.values()];
  }

  get size(): number {
    let size =
      this.#lists.size +
      this.trades.length +
      this.amendments.length +
      this.preventedMatches.length +
      this.entries.length;
    for (const ofSymbol of this.#orders) size += ofSymbol?.size ?? 0;
    return size;
  }

  /** Adds what an event means to the rows. */
  add(event: AccountEvent, instruments: Instruments): void {
    switch (event.type) {
      case 'order_filled':
        this.#addOrder(event.order, event.eventId);
        this.#addFill(event, instruments);
        return;
      case 'order_amended':
        this.#addOrder(event.order, event.eventId);
        this.#addAmendment(event);
        return;
      case 'order_prevented':
        this.#addOrder(event.order, event.eventId);
        this.#addPrevented(event, instruments);
        return;
      case 'order_accepted':
      case 'order_triggered':
      case 'order_entered':
      case 'order_canceled':
      case 'order_expired':
        this.#addOrder(event.order, event.eventId);
        return;
      case 'money_moved': {
        const { movementId, counterparty } = event;
        this.#addEntry(event, 0, event.asset, event.amount, event.kind, { movementId, counterparty });
        return;
      }
      case 'list_changed':
        this.#addList(event.list, event.eventId);
        return;
      case 'account_opened':
      case 'order_rejected':
      case 'balances_changed':
        return;
      default:
        unreachable(event);
    }
  }

  #addOrder(order: OrderState, eventId: number): void {
    let ofSymbol = this.#orders[order.symbol];
    if (ofSymbol === undefined) {
      ofSymbol = new Map();
      this.#orders[order.symbol] = ofSymbol;
    }
    ofSymbol.set(order.orderId, { order, eventId });
  }

  #addList(list: OrderListState, eventId: number): void {
    this.#lists.set(list.orderListId, { list, eventId });
  }

  #addAmendment(event: AccountEvent & { readonly type: 'order_amended' }): void {
    const { order, account, eventId, time, previousClientOrderId, previousQuantity } = event;
    const { orderId, symbol, clientOrderId, quantity } = order;
    this.amendments.push({
      eventId,
      account,
      symbol,
      orderId,
      previousClientOrderId,
      clientOrderId,
      previousQuantity,
      quantity,
      time,
    });
  }

  #addFill(event: AccountEvent & { readonly type: 'order_filled' }, instruments: Instruments): void {
    const { order, fill, eventId, account, time } = event;
    const instrument = instrumentOf(instruments, order);
    this.trades.push({
      eventId,
      account,
      baseAsset: instrument.base,
      quoteAsset: instrument.quote,
      baseAmount: BigInt(fill.quantity) * BigInt(instrument.basePerLot),
      tradeId: fill.tradeId,
      orderId: order.orderId,
      orderListId: order.orderListId,
      symbol: order.symbol,
      price: fill.price,
      quantity: fill.quantity,
      quoteAmount: fill.quoteAmount,
      commission: fill.commission,
      commissionAsset: fill.commissionAsset,
      time,
      isBuyer: order.side === 'buy',
      isMaker: fill.isMaker,
    });
  }

  /** The match, which both sides may tell of, and what a transfer moved all the same. */
  #addPrevented(event: AccountEvent & { readonly type: 'order_prevented' }, instruments: Instruments): void {
    const { order, match, time } = event;
    this.preventedMatches.push({ ...match, symbol: order.symbol, time });
    if (match.isTransferred) this.#addTransfer(event, instrumentOf(instruments, order), match);
  }

  /** Base and quote of a quantity that went one way, and its value the other. */
  #addTransfer(
    event: AccountEvent & { readonly order: OrderState },
    instrument: Instrument,
    { quantity, quoteAmount }: PreventedMatch,
  ): void {
    const isBuyer = event.order.side === 'buy';
    const base = BigInt(quantity) * BigInt(instrument.basePerLot);
    this.#addEntry(event, 0, instrument.base, isBuyer ? base : -base, 'self_trade_transfer');
    this.#addEntry(event, 1, instrument.quote, isBuyer ? -quoteAmount : quoteAmount, 'self_trade_transfer');
  }

  #addEntry(
    event: AccountEvent,
    leg: number,
    asset: number,
    amount: bigint,
    reason: EntryRow['reason'],
    movement?: Pick<EntryRow, 'movementId' | 'counterparty'>,
  ): void {
    this.entries.push({
      eventId: event.eventId,
      leg,
      account: event.account,
      asset,
      amount,
      reason,
      timeUs: event.time,
      movementId: movement?.movementId,
      counterparty: movement?.counterparty,
    });
  }
}

function instrumentOf(instruments: Instruments, order: OrderState): Instrument {
  const instrument = instruments.symbols[order.symbol];
  if (instrument === undefined) throw new RangeError(`symbol index ${order.symbol} is not one of this floor's`);
  return instrument;
}
