/** All symbols of the floor with last price and change over a day; one click or Enter switches to it. */
import { createMemo, For, Show } from 'solid-js';
import type { Market } from '../stores/market.ts';
import { changeText, grouped } from '../views/figures.ts';
import { closedWord } from '../views/symbol-state.ts';
import { useTerminal } from './use-terminal.ts';

export function MarketsPanel() {
  const { market } = useTerminal();
  return (
    <section class="panel markets" data-panel="markets" aria-labelledby="markets-title">
      <div class="head">
        <h2 id="markets-title">Markets</h2>
        <span class="head-right">24 h</span>
      </div>
      <ul class="market-list">
        <For each={market.markets()}>{(one) => <MarketRow market={one} />}</For>
      </ul>
    </section>
  );
}

function MarketRow(props: { readonly market: Market }) {
  const { market, floor, view } = useTerminal();
  const ticker = createMemo(() => market.tickers().get(props.market.symbol));
  const change = createMemo(() => {
    const known = ticker();
    return known === undefined ? undefined : changeText(known.open, known.last);
  });
  const last = createMemo(() => grouped(ticker()?.last ?? '', props.market.priceDecimals));
  const choose = (): void => {
    market.choose(props.market.symbol);
    view.showPhoneView('chart');
  };
  return (
    <li>
      <button
        type="button"
        class="market-row"
        aria-current={market.market() === props.market ? 'true' : undefined}
        onClick={choose}
      >
        <span class="market-name" title={`${props.market.base}/${props.market.quote}`}>
          <b>{props.market.base}</b>
          <span class="dimmer">/{props.market.quote}</span>
          <Show when={closedWord(floor.closed(props.market.symbol))}>
            {(word) => <span class="closed-badge small">{word()}</span>}
          </Show>
        </span>
        <span class="figure market-price">{last()}</span>
        <span class="figure market-change" data-direction={change()?.direction}>
          {change()?.text ?? ''}
        </span>
      </button>
    </li>
  );
}
