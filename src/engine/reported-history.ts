/** A history whose failures are told to the log on their way; what they are called is the store's business. */
import type { HistoryReader } from '../journal/history-reader.ts';
import { HistoryBehind } from '../journal/journal-errors.ts';

export function reportedHistory(history: HistoryReader, report: (error: unknown) => void): HistoryReader {
  const reported =
    <Args extends unknown[], T>(ask: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      try {
        return await ask(...args);
      } catch (error) {
        if (!(error instanceof HistoryBehind)) report(error);
        throw error;
      }
    };
  return {
    order: reported(history.order.bind(history)),
    orderByClientId: reported(history.orderByClientId.bind(history)),
    orders: reported(history.orders.bind(history)),
    amendments: reported(history.amendments.bind(history)),
    orderList: reported(history.orderList.bind(history)),
    orderListByClientId: reported(history.orderListByClientId.bind(history)),
    orderLists: reported(history.orderLists.bind(history)),
    preventedMatches: reported(history.preventedMatches.bind(history)),
    trades: reported(history.trades.bind(history)),
    movements: reported(history.movements.bind(history)),
    orderCounts: reported(history.orderCounts.bind(history)),
  };
}
