/**
 * History queries over the projections. `reached` resolves when everything acknowledged so far, or all of one account, is in them. A database that is
 * away, or does not answer within the time a caller may wait, is `HistoryUnavailable`; a query that is wrong is a bug.
 */
import type { DatabaseError, Pool } from 'pg';
import type { AccountId } from '../core/units/brand.ts';
import type { HistoryReader } from '../journal/history-reader.ts';
import { HistoryUnavailable } from '../journal/journal-errors.ts';
import { selectAmendments } from './projections/amendment-rows.ts';
import { selectMovements } from './projections/entry-rows.ts';
import { selectList, selectListByClientId, selectLists } from './projections/list-rows.ts';
import { selectOrderCounts } from './projections/order-count-rows.ts';
import { selectOrder, selectOrderByClientId, selectOrders } from './projections/order-rows.ts';
import { selectPreventedMatches } from './projections/prevented-rows.ts';
import { selectTrades } from './projections/trade-rows.ts';

const answerMsMax = 3_000;

export function openHistory(
  pool: Pool,
  floorId: number,
  reached: (account?: AccountId) => Promise<void>,
): HistoryReader {
  return {
    order: async (account, symbol, orderId) => {
      await reached(account);
      return patiently(selectOrder(pool, floorId, account, symbol, orderId));
    },
    orderByClientId: async (account, symbol, clientOrderId) => {
      await reached(account);
      return patiently(selectOrderByClientId(pool, floorId, account, symbol, clientOrderId));
    },
    orders: async (account, symbol, range) => {
      await reached(account);
      return patiently(selectOrders(pool, floorId, account, symbol, range));
    },
    amendments: async (account, symbol, orderId, range) => {
      await reached(account);
      return patiently(selectAmendments(pool, floorId, account, symbol, orderId, range));
    },
    orderList: async (account, orderListId) => {
      await reached(account);
      return patiently(selectList(pool, floorId, account, orderListId));
    },
    orderListByClientId: async (account, listClientOrderId) => {
      await reached(account);
      return patiently(selectListByClientId(pool, floorId, account, listClientOrderId));
    },
    orderLists: async (account, range) => {
      await reached(account);
      return patiently(selectLists(pool, floorId, account, range));
    },
    preventedMatches: async (account, symbol, range) => {
      // The other side may be the one that tells of it.
      await reached();
      return patiently(selectPreventedMatches(pool, floorId, account, symbol, range));
    },
    trades: async (account, symbol, range) => {
      await reached(account);
      return patiently(selectTrades(pool, floorId, account, symbol, range));
    },
    movements: async (account, range) => {
      await reached(account);
      return patiently(selectMovements(pool, floorId, account, range));
    },
    orderCounts: async (windows) => {
      await reached();
      return selectOrderCounts(pool, floorId, windows);
    },
  };
}

async function patiently<T>(query: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new HistoryUnavailable(`the database has not answered for ${answerMsMax / 1000} s`));
  }, answerMsMax);
  try {
    return await Promise.race([query, late.promise]);
  } catch (error) {
    if (error instanceof HistoryUnavailable || isWrong(error as Partial<DatabaseError>)) throw error;
    throw new HistoryUnavailable(`the history cannot be read now: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Syntax, names, data and constraints: what no waiting would heal. https://www.postgresql.org/docs/15/errcodes-appendix.html */
function isWrong({ code, severity }: Partial<DatabaseError>): boolean {
  return severity === 'ERROR' && /^(22|23|42)/.test(code ?? '');
}
