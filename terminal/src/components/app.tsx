/** The page: hatch, top bar, panels. Which panel a phone shows is an attribute; the style sheet does the rest. */
import { onMount, Show } from 'solid-js';
import { listenToKeys } from '../desk/keyboard.ts';
import { AccountPanel } from './account-panel.tsx';
import { BookPanel } from './book-panel.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { DepthPanel } from './depth-panel.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { MarketsPanel } from './markets-panel.tsx';
import { NoticeStack } from './notice-stack.tsx';
import { PhoneTabs } from './phone-tabs.tsx';
import { SearchDialog } from './search-dialog.tsx';
import { SimulationBar } from './simulation-bar.tsx';
import { TapePanel } from './tape-panel.tsx';
import { TicketPanel } from './ticket-panel.tsx';
import { TopBar } from './top-bar.tsx';
import { useTerminal } from './use-terminal.ts';

export function App() {
  const { edits, ticket, view, market } = useTerminal();

  const toTicket = (side: 'buy' | 'sell'): void => {
    ticket.change({ side });
    view.showPhoneView('ticket');
    const field = document.getElementById('ticket-quantity');
    if (field instanceof HTMLInputElement) {
      field.focus();
      field.select();
    }
  };
  onMount(() =>
    listenToKeys({
      buy: () => toTicket('buy'),
      sell: () => toTicket('sell'),
      ladder: () => {
        view.showBookTab(view.bookTab() === 'ladder' ? 'book' : 'ladder');
        view.showPhoneView('book');
      },
      search: () => view.open('search'),
      help: () => view.open('help'),
      theme: view.switchTheme,
      escape: () => {
        if (view.dialog() === undefined) edits.close();
        view.close();
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
    }),
  );

  return (
    <>
      <SimulationBar />
      <TopBar />
      <main class="desk" data-phone={view.phoneView()} data-stale={market.link() !== 'open'}>
        <Show when={market.markets().length > 0} fallback={<Opening />}>
          <div class="column-left">
            <MarketsPanel />
            <TapePanel />
          </div>
          <ChartPanel />
          <BookPanel />
          <div class="column-right">
            <TicketPanel />
            <DepthPanel />
          </div>
          <AccountPanel />
        </Show>
      </main>
      <PhoneTabs />
      <NoticeStack />
      <SearchDialog />
      <HelpDialog />
    </>
  );
}

/** Before the floor has answered: what is missing, why, and that it is being tried again. */
function Opening() {
  const { market } = useTerminal();
  return (
    <section class="panel opening" aria-live="polite">
      <Show when={market.problem()} fallback={<p>Opening the floor…</p>}>
        {(problem) => (
          <>
            <h2>The floor is not answering</h2>
            <p>{problem()}</p>
            <p class="dim">Is the server running? This page keeps trying and opens by itself.</p>
          </>
        )}
      </Show>
    </section>
  );
}
