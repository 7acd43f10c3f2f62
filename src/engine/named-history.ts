/** A history whose every failure has a name: what the store says otherwise (gone, stopped, full) is in the log, not in an answer. */
import type { HistoryReader } from '../journal/history-reader.ts';
import { HistoryBehind, HistoryUnavailable } from '../journal/journal-errors.ts';

export function namedHistory(history: HistoryReader, report: (error: unknown) => void): HistoryReader {
  const named =
    <Args extends unknown[], T>(ask: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      try {
        return await ask(...args);
      } catch (error) {
        if (error instanceof HistoryBehind) throw error;
        report(error);
        throw new HistoryUnavailable('the history can not be read now: try again in a moment', { cause: error });
      }
    };
  return {
    order: named(history.order.bind(history)),
    orderByClientId: named(history.orderByClientId.bind(history)),
    orders: named(history.orders.bind(history)),
    amendments: named(history.amendments.bind(history)),
    orderList: named(history.orderList.bind(history)),
    orderListByClientId: named(history.orderListByClientId.bind(history)),
    orderLists: named(history.orderLists.bind(history)),
    preventedMatches: named(history.preventedMatches.bind(history)),
    trades: named(history.trades.bind(history)),
    movements: named(history.movements.bind(history)),
  };
}
