/** The order ticket: what to trade, what it would do, and what stands in its way. Enter sends. */
import { For, Show } from 'solid-js';
import { neededAsset, type TicketKind, type TicketLife } from '../stores/ticket.ts';
import { amountText } from '../views/figures.ts';
import { TicketExits } from './ticket-exits.tsx';
import { TicketField } from './ticket-field.tsx';
import { TicketFooter } from './ticket-footer.tsx';
import { TicketPrices } from './ticket-prices.tsx';
import { useTerminal } from './use-terminal.ts';

const shares = [25, 50, 75, 100] as const;
const shownDecimals = 6;
const kinds: readonly { readonly kind: TicketKind; readonly name: string; readonly says: string }[] = [
  { kind: 'limit', name: 'Limit', says: 'At this price or better' },
  { kind: 'market', name: 'Market', says: 'At the best prices of the moment it arrives' },
  { kind: 'stop', name: 'Stop', says: 'Waits until the last price reaches its trigger' },
  { kind: 'oco', name: 'OCO', says: 'Takes a profit or stops a loss: what fills first cancels the other' },
];
const lives: readonly { readonly life: TicketLife; readonly says: string }[] = [
  { life: 'GTC', says: 'Good till cancelled: what does not fill rests on the book' },
  { life: 'IOC', says: 'Immediate or cancel: fills what it can, the rest expires' },
  { life: 'FOK', says: 'Fill or kill: all at once or nothing' },
];

export function TicketPanel() {
  const { market, ticket } = useTerminal();
  const state = ticket.ticket;
  const isPostOnly = (): boolean => state().kind === 'limit' && state().postOnly;
  /** What may rest on the book has a life; a list's orders rest until they are cancelled. */
  const hasLife = (): boolean => {
    const { kind, trailing, stopLimit } = state();
    return kind === 'limit' || (kind === 'stop' && !trailing && stopLimit !== '');
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
            onClick={() => ticket.change({ side: 'buy' })}
          >
            Buy
          </button>
          <button
            type="button"
            class="side-sell"
            aria-pressed={state().side === 'sell'}
            onClick={() => ticket.change({ side: 'sell' })}
          >
            Sell
          </button>
        </fieldset>
        <fieldset class="segments" aria-label="Type">
          <For each={kinds}>
            {({ kind, name, says }) => (
              <button
                type="button"
                title={says}
                aria-pressed={state().kind === kind}
                onClick={() => ticket.change({ kind })}
              >
                {name}
              </button>
            )}
          </For>
        </fieldset>
        <TicketPrices />
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
          label={state().kind === 'limit' ? 'Total' : 'Total ≈'}
          unit={market.market()?.quote ?? ''}
          value={state().total}
          onInput={ticket.total}
        />
        <Show when={hasLife()}>
          <div class="lives">
            <fieldset class="segments small" aria-label="Time in force">
              <For each={lives}>
                {({ life, says }) => (
                  <button
                    type="button"
                    title={says}
                    aria-pressed={state().life === life && !isPostOnly()}
                    disabled={isPostOnly()}
                    onClick={() => ticket.change({ life })}
                  >
                    {life}
                  </button>
                )}
              </For>
            </fieldset>
            <Show when={state().kind === 'limit'}>
              <label class="check" title="Refused rather than filled at once: always pays the maker's fee">
                <input
                  type="checkbox"
                  checked={state().postOnly}
                  onChange={(event) => ticket.change({ postOnly: event.target.checked })}
                />
                Post-only
              </label>
            </Show>
          </div>
        </Show>
        <TicketExits />
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
