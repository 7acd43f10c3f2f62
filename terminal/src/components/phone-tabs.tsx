/** On a narrow screen one panel is shown at a time; this bar chooses it. */
import { For } from 'solid-js';
import { type PhoneView, phoneViews } from '../desk/view-desk.ts';
import { useTerminal } from './use-terminal.ts';

const titles: Readonly<Record<PhoneView, string>> = {
  markets: 'Markets',
  chart: 'Chart',
  book: 'Book',
  ticket: 'Ticket',
  account: 'Account',
};

export function PhoneTabs() {
  const { view } = useTerminal();
  return (
    <nav class="phone-tabs" aria-label="Panels">
      <For each={phoneViews}>
        {(name) => (
          <button
            type="button"
            aria-current={view.phoneView() === name ? 'page' : undefined}
            onClick={() => view.showPhoneView(name)}
          >
            {titles[name]}
          </button>
        )}
      </For>
    </nav>
  );
}
