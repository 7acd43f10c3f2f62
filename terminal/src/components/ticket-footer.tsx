/** The end of the ticket: the button that sends, or what stands before it (no account, a closed market); and what became of the last order. */
import { createMemo, Match, Show, Switch } from 'solid-js';
import { closedSentence } from '../views/symbol-state.ts';
import { DemoAccountButton } from './demo-account-button.tsx';
import { useTerminal } from './use-terminal.ts';

export function TicketFooter() {
  const { market, floor, account, ticket } = useTerminal();
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
  const offline = (): boolean => market.link() !== 'open' || !account.live();
  const closed = createMemo(() => {
    const one = market.market();
    const status = floor.closed(one?.symbol);
    if (one === undefined || status === undefined) return undefined;
    return closedSentence(`${one.base}/${one.quote}`, status);
  });
  return (
    <>
      <Show when={closed()}>
        {(sentence) => (
          <p class="closed-note" role="status">
            {sentence()}
          </p>
        )}
      </Show>
      <Switch>
        <Match when={account.state().kind === 'open'}>
          <Show when={balance()}>{(problem) => <p class="field-note">{problem().text}</p>}</Show>
          <button
            type="submit"
            class="send"
            disabled={ticket.reading().kind !== 'order' || ticket.sending() || offline() || closed() !== undefined}
            aria-busy={ticket.sending()}
          >
            {ticket.sending()
              ? 'Sending…'
              : offline()
                ? 'No connection'
                : closed() !== undefined
                  ? 'Market closed'
                  : label()}
          </button>
          <Show when={ticket.trouble()}>
            {(trouble) => (
              <p class="refusal" role="alert">
                <b>{trouble().word}:</b> {trouble().text}
              </p>
            )}
          </Show>
        </Match>
        <Match when={true}>
          <DemoAccountButton />
        </Match>
      </Switch>
    </>
  );
}
