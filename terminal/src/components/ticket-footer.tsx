/** The end of the ticket: the button that sends, or the one step that is missing before it; and the last refusal. */
import { createMemo, Match, Show, Switch } from 'solid-js';
import { DemoAccountButton } from './demo-account-button.tsx';
import { useTerminal } from './use-terminal.ts';

export function TicketFooter() {
  const { market, account, ticket } = useTerminal();
  const verb = (): string => (ticket.ticket().side === 'buy' ? 'Buy' : 'Sell');
  const label = createMemo(() => {
    const one = market.market();
    const { quantity, total, lead, kind } = ticket.ticket();
    if (one === undefined) return verb();
    if (kind === 'market' && lead === 'total' && total !== '') return `${verb()} for ${total} ${one.quote}`;
    return quantity === '' ? `${verb()} ${one.base}` : `${verb()} ${quantity} ${one.base}`;
  });
  const balance = createMemo(() => {
    const reading = ticket.reading();
    return reading.kind === 'refused' ? reading.problems.find((problem) => problem.field === 'balance') : undefined;
  });
  const offline = (): boolean => market.link() !== 'open';
  return (
    <Switch>
      <Match when={account.state().kind === 'open'}>
        <Show when={balance()}>{(problem) => <p class="field-note">{problem().text}</p>}</Show>
        <button
          type="submit"
          class="send"
          disabled={ticket.reading().kind !== 'order' || ticket.sending() || offline()}
          aria-busy={ticket.sending()}
        >
          {ticket.sending() ? 'Sending…' : offline() ? 'No connection' : label()}
        </button>
        <Show when={ticket.refusal()}>
          {(text) => (
            <p class="refusal" role="alert">
              <b>Refused:</b> {text()}
            </p>
          )}
        </Show>
      </Match>
      <Match when={true}>
        <DemoAccountButton />
      </Match>
    </Switch>
  );
}
