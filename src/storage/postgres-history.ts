/** History queries over the projections. `reached` resolves when everything acknowledged so far is in them. */
import type { Pool } from 'pg';
import type { HistoryReader } from '../journal/history-reader.ts';
import { selectMovements } from './projections/entry-rows.ts';
import { selectOrder, selectOrderByClientId, selectOrders } from './projections/order-rows.ts';
import { selectTrades } from './projections/trade-rows.ts';

export function openHistory(pool: Pool, floorId: number, reached: () => Promise<void>): HistoryReader {
  return {
    order: async (account, symbol, orderId) => {
      await reached();
      return selectOrder(pool, floorId, account, symbol, orderId);
    },
    orderByClientId: async (account, symbol, clientOrderId) => {
      await reached();
      return selectOrderByClientId(pool, floorId, account, symbol, clientOrderId);
    },
    orders: async (account, symbol, range) => {
      await reached();
      return selectOrders(pool, floorId, account, symbol, range);
    },
    trades: async (account, symbol, range) => {
      await reached();
      return selectTrades(pool, floorId, account, symbol, range);
    },
    movements: async (account, range) => {
      await reached();
      return selectMovements(pool, floorId, account, range);
    },
  };
}
