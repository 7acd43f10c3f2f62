/** A limit buy's way out: where its profit is taken and where its loss is stopped, placed by the exchange once it is filled. */
import { Show } from 'solid-js';
import { canHaveExits } from '../views/ticket-exits.ts';
import { TakeProfitField, TriggerField } from './ticket-prices.tsx';
import { useTerminal } from './use-terminal.ts';

export function TicketExits() {
  const { ticket } = useTerminal();
  const state = ticket.ticket;
  return (
    <Show when={canHaveExits(state())}>
      <label
        class="check"
        title="Once the buy is filled, what it bought is offered at the profit and stopped at the loss; one of them may be left empty"
      >
        <input
          type="checkbox"
          checked={state().exits}
          onChange={(event) => ticket.change({ exits: event.target.checked })}
        />
        Take profit and stop
      </label>
      <Show when={state().exits}>
        <TakeProfitField />
        <TriggerField label="Stop at" />
      </Show>
    </Show>
  );
}
