/** The pages of the account beside its open orders. */
import type { JSX } from 'solid-js';
import { BalancesTable } from '../components/balances-table.tsx';
import { FillsTable } from '../components/fills-table.tsx';
import { HistoryTable } from '../components/history-table.tsx';
import { KeysTab } from '../components/keys-tab.tsx';
import type { AccountTab } from '../desk/view-desk.ts';

export const accountPages: Readonly<Record<Exclude<AccountTab, 'orders'>, () => JSX.Element>> = {
  fills: FillsTable,
  history: HistoryTable,
  balances: BalancesTable,
  keys: KeysTab,
};
