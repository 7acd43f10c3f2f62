/** Accounts and what they hold, one row per balance. */
import type { AccountAnswer } from '../gateway/admin/account-operations.ts';
import { formatTable } from './table.ts';

export function balancesTable(accounts: readonly AccountAnswer[]): string {
  const rows = accounts.flatMap(({ floor, name, account, balances }) => {
    const first = [floor, name, String(account)];
    if (balances.length === 0) return [[...first, '-', '', '']];
    return balances.map(({ asset, free, locked }) => [...first, asset, free, locked]);
  });
  return formatTable(['floor', 'account', 'id', 'asset', 'free', 'locked'], rows);
}
