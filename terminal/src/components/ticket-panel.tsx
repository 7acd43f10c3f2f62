/** The order ticket: what to trade, what it would do, and what stands in its way. Enter sends. */
import { For, Show } from 'solid-js';
import { neededAsset, type TicketLife } from '../stores/ticket.ts';
import { amountText } from '../views/figures.ts';
import { TicketField } from './ticket-field.tsx';
import { TicketFooter } from './ticket-footer.tsx';
import { useTerminal } from './use-terminal.ts';

const shares = [25, 50, 75, 100] as const;
const shownDecimals = 6;
const lives: readonly { readonly life: TicketLife; readonly says: string }[] = [
  { life: 'GTC', says: 'Good till cancelled: what does not fill rests on the book' },
  { life: 'IOC', says: 'Immediate or cancel: fills what it can, the rest expires' },
  { life: 'FOK', says: 'Fill or kill: all at once or nothing' },
];

export function TicketPanel() {
  const { market, ticket } = useTerminal();
  const state = ticket.ticket;
  const keys = (event: KeyboardEvent): void => {
    const ticks = event.shiftKey ? 10 : 1;
    if (event.key === 'ArrowUp') ticket.stepPrice(ticks);
    else if (event.key === 'ArrowDown') ticket.stepPrice(-ticks);
    else return;
    event.preventDefault();
  };
  const missing = (): string => {
    const reading = ticket.reading();
    return reading.kind === 'incomplete'
      ? `${reading.missing}: what the order would do now appears here.`
      : 'What the order would do now appears here.';
  };
  return (
    <section class="panel ticket" data-panel="ticket" aria-labelledby="ticket-title">
      <div class="head">
        <h2 id="ticket-title">Ticket</h2>
        <span class="head-right">
          <kbd class="key">B</kbd>
          <kbd class="key">S</kbd>
        </span>
      </div>
      <form
        class="ticket-form"
        data-side={state().side}
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void ticket.send();
        }}
      >
        <fieldset class="segments side" aria-label="Side">
          <button
            type="button"
            class="side-buy"
            aria-pressed={state().side === 'buy'}
            onClick={() => ticket.side('buy')}
          >
            Buy
          </button>
          <button
            type="button"
            class="side-sell"
            aria-pressed={state().side === 'sell'}
            onClick={() => ticket.side('sell')}
          >
            Sell
          </button>
        </fieldset>
        <fieldset class="segments" aria-label="Type">
          <button
            type="button"
            aria-pressed={state().kind === 'limit'}
            onClick={() => ticket.change({ kind: 'limit' })}
          >
            Limit
          </button>
          <button
            type="button"
            aria-pressed={state().kind === 'market'}
            onClick={() => ticket.change({ kind: 'market' })}
          >
            Market
          </button>
        </fieldset>
        <Show
          when={state().kind === 'limit'}
          fallback={<p class="ticket-market dim">At the best prices of the moment it arrives</p>}
        >
          <TicketField
            field="price"
            label="Price"
            unit={market.market()?.quote ?? ''}
            value={state().price}
            onInput={ticket.price}
            onKeyDown={keys}
          />
        </Show>
        <TicketField
          field="quantity"
          label="Quantity"
          unit={market.market()?.base ?? ''}
          value={state().quantity}
          onInput={ticket.quantity}
        />
        <fieldset class="shares" aria-label="Share of what is available">
          <For each={shares}>
            {(percent) => (
              <button type="button" disabled={ticket.available() === undefined} onClick={() => ticket.share(percent)}>
                {percent} %
              </button>
            )}
          </For>
        </fieldset>
        <TicketField
          field="total"
          label={state().kind === 'market' ? 'Total ≈' : 'Total'}
          unit={market.market()?.quote ?? ''}
          value={state().total}
          onInput={ticket.total}
        />
        <Show when={state().kind === 'limit'}>
          <div class="lives">
            <fieldset class="segments small" aria-label="Time in force">
              <For each={lives}>
                {({ life, says }) => (
                  <button
                    type="button"
                    title={says}
                    aria-pressed={state().life === life && !state().postOnly}
                    disabled={state().postOnly}
                    onClick={() => ticket.change({ life })}
                  >
                    {life}
                  </button>
                )}
              </For>
            </fieldset>
            <label class="check" title="Refused rather than filled at once: always pays the maker's fee">
              <input
                type="checkbox"
                checked={state().postOnly}
                onChange={(event) => ticket.change({ postOnly: event.target.checked })}
              />
              Post-only
            </label>
          </div>
        </Show>
        <Show when={ticket.preview().length > 0} fallback={<p class="preview dim">{missing()}</p>}>
          <dl class="preview figure" aria-label="What this order would do now">
            <For each={ticket.preview()}>
              {(line) => (
                <div data-tone={line.tone}>
                  <dt>{line.label}</dt>
                  <dd>{line.value}</dd>
                </div>
              )}
            </For>
          </dl>
        </Show>
        <TicketFooter />
        <p class="available">
          Available{' '}
          <span class="figure">
            <Show when={ticket.available() !== undefined} fallback="–">
              {availableText(ticket.available() ?? 0n)}{' '}
              {state().side === 'buy' ? market.market()?.quote : market.market()?.base}
            </Show>
          </span>
        </p>
      </form>
    </section>
  );

  function availableText(amount: bigint): string {
    const one = market.market();
    if (one === undefined) return '–';
    const [asset, decimals] = neededAsset(one, state().side);
    const shown = state().side === 'buy' && asset.startsWith('USD') ? 2 : Math.min(shownDecimals, decimals);
    return amountText(amount, decimals, shown);
  }
}
