/** The last trades of the chosen symbol, newest first; the arrow is the taker's side. A click takes the price. */
import { createMemo, For, Show } from 'solid-js';
import { narrowQuantity, priceText, secondsText } from '../views/figures.ts';
import { useTerminal } from './use-terminal.ts';

const shownPrints = 60;

export function TapePanel() {
  const { market, ticket, view } = useTerminal();
  const take = (ticks: number): void => {
    ticket.priceTicks(ticks);
    view.showPhoneView('ticket');
  };
  const prints = createMemo(() => market.tape()?.prints.slice(0, shownPrints) ?? []);
  return (
    <section class="panel tape" data-panel="book" aria-labelledby="tape-title">
      <div class="head">
        <h2 id="tape-title">Tape</h2>
        <span class="head-right">{market.market()?.base}</span>
      </div>
      <Show when={prints().length > 0} fallback={<p class="empty">No trade yet. The first one appears here.</p>}>
        <ol class="prints" aria-label="Last trades, newest first">
          <For each={prints()}>
            {(print) => (
              <li class="print figure" data-direction={print.side === 'buy' ? 'up' : 'down'}>
                <button type="button" class="print-price" tabindex="-1" onClick={() => take(print.price)}>
                  <span aria-hidden="true">{print.side === 'buy' ? '▴' : '▾'}</span>
                  <span class="visually-hidden">{print.side === 'buy' ? 'bought at' : 'sold at'}</span>
                  <Show when={market.tape()?.market}>{(one) => priceText(one(), print.price)}</Show>
                </button>
                <span>
                  <Show when={market.tape()?.market}>{(one) => narrowQuantity(one(), print.lots, 6)}</Show>
                </span>
                <time class="dimmer">{secondsText(print.timeMs)}</time>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </section>
  );
}
