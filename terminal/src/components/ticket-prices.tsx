/** The prices a ticket is about, by its type: one limit, none, a trigger with or without a limit behind it, or a pair. */
import { Match, Show, Switch } from 'solid-js';
import { TicketField } from './ticket-field.tsx';
import { useTerminal } from './use-terminal.ts';

export function TicketPrices() {
  const { market, ticket } = useTerminal();
  const state = ticket.ticket;
  const quote = (): string => market.market()?.quote ?? '';
  return (
    <Switch>
      <Match when={state().kind === 'limit'}>
        <TicketField
          field="price"
          label="Price"
          unit={quote()}
          value={state().price}
          onInput={(price) => ticket.change({ price })}
        />
      </Match>
      <Match when={state().kind === 'market'}>
        <p class="ticket-market dim">At the best prices of the moment it arrives</p>
      </Match>
      <Match when={state().kind === 'stop'}>
        <fieldset class="segments small" aria-label="How it is triggered">
          <button type="button" aria-pressed={!state().trailing} onClick={() => ticket.change({ trailing: false })}>
            At a price
          </button>
          <button
            type="button"
            title="The trigger follows the best price seen from now on"
            aria-pressed={state().trailing}
            onClick={() => ticket.change({ trailing: true })}
          >
            Trailing
          </button>
        </fieldset>
        <Show
          when={state().trailing}
          fallback={
            <>
              <TriggerField label="Trigger" />
              <StopLimitField label="Limit" />
            </>
          }
        >
          <TicketField
            field="trail"
            label="Trails by"
            unit="%"
            value={state().trail}
            onInput={(trail) => ticket.change({ trail })}
          />
        </Show>
      </Match>
      <Match when={state().kind === 'oco'}>
        <TakeProfitField />
        <TriggerField label="Stop" />
        <StopLimitField label="Stop limit" />
      </Match>
    </Switch>
  );
}

export function TakeProfitField() {
  const { market, ticket } = useTerminal();
  return (
    <TicketField
      field="takeProfit"
      label="Profit at"
      unit={market.market()?.quote ?? ''}
      value={ticket.ticket().takeProfit}
      onInput={(takeProfit) => ticket.change({ takeProfit })}
    />
  );
}

export function TriggerField(props: { readonly label: string }) {
  const { market, ticket } = useTerminal();
  return (
    <TicketField
      field="trigger"
      label={props.label}
      unit={market.market()?.quote ?? ''}
      value={ticket.ticket().trigger}
      onInput={(trigger) => ticket.change({ trigger })}
    />
  );
}

function StopLimitField(props: { readonly label: string }) {
  const { market, ticket } = useTerminal();
  return (
    <TicketField
      field="stopLimit"
      label={props.label}
      unit={market.market()?.quote ?? ''}
      placeholder="market"
      value={ticket.ticket().stopLimit}
      onInput={(stopLimit) => ticket.change({ stopLimit })}
    />
  );
}
