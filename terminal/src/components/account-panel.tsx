/** The visitor's orders, fills, history, balances and keys, as tabs with arrow-key navigation. */
import { createEffect, createMemo, Show } from 'solid-js';
import { type AccountTab, accountTabs } from '../desk/view-desk.ts';
import { openOrders } from '../stores/orders.ts';
import { DemoAccountButton } from './demo-account-button.tsx';
import { Late } from './late.tsx';
import { OpenOrdersTable } from './open-orders-table.tsx';
import { TabList } from './tab-list.tsx';
import { useTerminal } from './use-terminal.ts';

const titles: Readonly<Record<AccountTab, string>> = {
  orders: 'Open orders',
  fills: 'Fills',
  history: 'Order history',
  balances: 'Balances',
  keys: 'API keys',
};

export function AccountPanel() {
  const { account, cancels, market, parts, view } = useTerminal();
  const open = createMemo(() => openOrders(account.orders()));
  const isOpen = (): boolean => account.state().kind === 'open';
  /** Whether what is shown is over, and of all symbols. */
  const isTableOfPast = (): boolean => view.accountTab() === 'fills' || view.accountTab() === 'history';
  const openHere = createMemo(() => open().filter((order) => order.symbol === market.market()?.symbol).length);

  // Histories are asked for per symbol: the chosen one at once, the others when a table of all symbols is looked at. After
  // an interruption they are asked for again: what happened meanwhile came by no report.
  createEffect(() => {
    const chosen = market.market();
    if (!isOpen() || account.refreshed() === 0 || chosen === undefined) return;
    const others = isTableOfPast() ? market.markets() : [];
    account.wantHistories([...new Set([chosen, ...others])].map(({ symbol }) => symbol));
  });

  const pageBeside = (): Exclude<AccountTab, 'orders'> | undefined => {
    const tab = view.accountTab();
    return tab === 'orders' ? undefined : tab;
  };
  /** Who points at a tab, or comes to it by the keyboard, mostly opens it. */
  const warm = (tab: AccountTab): void => {
    if (tab !== 'orders' && isOpen()) void parts.accountPages.want();
  };
  const cancelAll = (): void => {
    const symbol = market.market()?.symbol;
    if (symbol === undefined) return;
    void cancels.cancelAll(symbol);
  };

  return (
    <section class="panel account" data-panel="account" aria-label="Your account">
      <div class="head">
        <TabList
          label="Your account"
          tabs={accountTabs}
          chosen={view.accountTab()}
          controls="account-tab"
          choose={view.showAccountTab}
          near={warm}
        >
          {(tab) => (
            <>
              {titles[tab]}
              <Show when={tab === 'orders' && open().length > 0}>
                <span class="count figure">{open().length}</span>
              </Show>
            </>
          )}
        </TabList>
        <span class="head-right">
          <Show when={view.accountTab() === 'orders' && openHere() > 0}>
            <button type="button" class="text-button" aria-busy={cancels.isAllUnderWay()} onClick={cancelAll}>
              {cancels.isAllUnderWay() ? 'Cancelling' : 'Cancel'} all
              <span class="cancel-all-pair">
                {' '}
                {market.market()?.base}/{market.market()?.quote}
              </span>
            </button>
          </Show>
          <Show when={isTableOfPast() && account.historiesLeft() > 0}>
            <span title="Asked for one after the other, so that your address keeps within its limits">
              {account.historiesLeft()} symbols to come
            </span>
          </Show>
          <Show when={isOpen() && !account.loading() && !account.live()}>
            <span class="warning">account updates offline</span>
          </Show>
        </span>
      </div>
      <div class="tab-body" id="account-tab" role="tabpanel" aria-labelledby={`tab-${view.accountTab()}`} tabindex="0">
        <Show when={isOpen()} fallback={<Stranger />}>
          <Show when={!account.loading()} fallback={<p class="empty">Fetching your account…</p>}>
            <Show when={pageBeside()} keyed fallback={<OpenOrdersTable />}>
              {(tab) => (
                <Late part={parts.accountPages}>
                  {({ accountPages }) => {
                    const Page = accountPages[tab];
                    return <Page />;
                  }}
                </Late>
              )}
            </Show>
          </Show>
        </Show>
      </div>
    </section>
  );
}

function Stranger() {
  return (
    <div class="empty stranger">
      <p>Nobody is trading here yet. With an account, your orders, fills and balances appear in this place.</p>
      <DemoAccountButton />
    </div>
  );
}
