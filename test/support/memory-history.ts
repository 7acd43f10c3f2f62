/** A history kept in memory from the floor's account events: the same answers as the projections, without a database. */
import type { AccountEvent, OrderListState, OrderState } from '../../src/core/messages/account-event.ts';
import type {
  AccountMovement,
  AccountTrade,
  HistoryRange,
  HistoryReader,
  OrderAmendment,
  PreventedMatchRecord,
  StoredOrderCounts,
} from '../../src/journal/history-reader.ts';

export class MemoryHistory implements HistoryReader {
  readonly #orders = new Map<string, OrderState>();
  readonly #lists = new Map<number, OrderListState>();
  readonly #movements: (AccountMovement & { readonly account: number })[] = [];
  readonly #trades: (AccountTrade & { readonly account: number })[] = [];

  readonly #amendments: (OrderAmendment & { readonly account: number; readonly symbol: number })[] = [];

  /** By symbol and id: both sides tell of one match. */
  readonly #prevented = new Map<string, PreventedMatchRecord>();

  absorb(events: readonly AccountEvent[]): void {
    for (const event of events) {
      if ('order' in event && event.type !== 'order_rejected')
        this.#orders.set(`${event.order.symbol} ${event.order.orderId}`, event.order);
      if (event.type === 'list_changed') this.#lists.set(event.list.orderListId, event.list);
      if (event.type === 'money_moved') this.#movements.push(event);
      if (event.type === 'order_amended') {
        const { order, ...rest } = event;
        const { orderId, clientOrderId, quantity } = order;
        this.#amendments.push({ ...rest, symbol: order.symbol, orderId, clientOrderId, quantity });
      }
      if (event.type === 'order_prevented') {
        const { match, time } = event;
        const { symbol } = event.order;
        this.#prevented.set(`${symbol} ${match.preventedMatchId}`, { ...match, symbol, time });
      }
      if (event.type !== 'order_filled') continue;
      const { order, fill, account, time } = event;
      this.#trades.push({
        ...fill,
        account,
        orderId: order.orderId,
        orderListId: order.orderListId,
        symbol: order.symbol,
        time,
        isBuyer: order.side === 'buy',
      });
    }
  }

  order: HistoryReader['order'] = async (account, symbol, orderId) => {
    const order = this.#orders.get(`${symbol} ${orderId}`);
    return order?.account === account ? order : undefined;
  };

  orderByClientId: HistoryReader['orderByClientId'] = async (account, symbol, clientOrderId) =>
    this.#ordersOf(account, symbol)
      .filter((order) => order.clientOrderId === clientOrderId)
      .at(-1);

  orders: HistoryReader['orders'] = async (account, symbol, range) =>
    within(this.#ordersOf(account, symbol), range, (order) => ({ id: order.orderId, time: order.createdAt }));

  amendments: HistoryReader['amendments'] = async (account, symbol, orderId, { fromId = 0, limit }) =>
    this.#amendments
      .filter((row) => row.account === account && row.symbol === symbol && row.orderId === orderId)
      .filter((row) => row.eventId >= fromId)
      .slice(0, limit);

  orderList: HistoryReader['orderList'] = async (account, orderListId) => {
    const list = this.#lists.get(orderListId);
    return list?.account === account ? list : undefined;
  };

  orderListByClientId: HistoryReader['orderListByClientId'] = async (account, listClientOrderId) =>
    this.#listsOf(account)
      .filter((list) => list.listClientOrderId === listClientOrderId)
      .at(-1);

  orderLists: HistoryReader['orderLists'] = async (account, range) =>
    within(this.#listsOf(account), range, (list) => ({ id: list.orderListId, time: list.createdAt }));

  preventedMatches: HistoryReader['preventedMatches'] = async (account, symbol, range) => {
    const own = [...this.#prevented.values()].filter(
      (match) => match.symbol === symbol && [match.takerAccount, match.makerAccount].includes(account),
    );
    if ('preventedMatchId' in range) return own.filter((match) => match.preventedMatchId === range.preventedMatchId);
    const ofOrder = own.filter(
      (match) =>
        (match.takerOrderId === range.orderId && match.takerAccount === account) ||
        (match.makerOrderId === range.orderId && match.makerAccount === account),
    );
    return ofOrder.filter((match) => match.preventedMatchId >= range.fromId).slice(0, range.limit);
  };

  trades: HistoryReader['trades'] = async (account, symbol, range) => {
    const own = this.#trades.filter(
      (trade) =>
        trade.account === account &&
        trade.symbol === symbol &&
        (range.orderId === undefined || trade.orderId === range.orderId),
    );
    return within(own, range, (trade) => ({ id: trade.tradeId, time: trade.time }));
  };

  movements: HistoryReader['movements'] = async (account, range) => {
    const own = this.#movements.filter(
      (movement) =>
        movement.account === account &&
        (range.kinds === undefined || range.kinds.includes(movement.kind)) &&
        (range.asset === undefined || movement.asset === range.asset) &&
        (range.direction === undefined || movement.amount > 0n === (range.direction === 'in')),
    );
    return within(own, range, (movement) => ({ id: movement.movementId, time: movement.time }));
  };

  /** What it tells of a floor that was there before. */
  stored: StoredOrderCounts = { eventId: 0, counts: [] };

  orderCounts: HistoryReader['orderCounts'] = async () => this.stored;

  #listsOf(account: number): OrderListState[] {
    return [...this.#lists.values()].filter((list) => list.account === account);
  }

  #ordersOf(account: number, symbol: number): OrderState[] {
    return [...this.#orders.values()]
      .filter((order) => order.account === account && order.symbol === symbol)
      .sort((a, b) => a.orderId - b.orderId);
  }
}

function within<T>(rows: T[], range: HistoryRange, keys: (row: T) => { id: number; time: number }): T[] {
  const { fromId, startTime, endTime, limit } = range;
  const found = rows.filter((row) => {
    const { id, time } = keys(row);
    return (
      (fromId === undefined || id >= fromId) &&
      (startTime === undefined || time >= startTime) &&
      (endTime === undefined || time <= endTime)
    );
  });
  return fromId === undefined && startTime === undefined ? found.slice(-limit) : found.slice(0, limit);
}
