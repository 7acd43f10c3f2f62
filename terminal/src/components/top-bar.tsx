/** The chosen symbol with its last price and day, the clock, the connection, and the page's own switches. */
import { createMemo, type JSX, Show } from 'solid-js';
import { basisPoints, changeText, grouped, priceText, volumeText } from '../views/figures.ts';
import { closedWord } from '../views/symbol-state.ts';
import { ClockInstrument } from './clock-instrument.tsx';
import { ConnectionState } from './connection-state.tsx';
import { Logo } from './logo.tsx';
import { useTerminal } from './use-terminal.ts';

export function TopBar() {
  const { market, floor, view } = useTerminal();
  const ticker = createMemo(() => market.tickers().get(market.market()?.symbol ?? ''));
  const last = createMemo(() => {
    const symbol = market.market();
    const print = market.tape()?.prints[0];
    if (symbol === undefined) return undefined;
    if (print !== undefined) return priceText(symbol, print.price);
    const known = ticker();
    return known === undefined ? undefined : grouped(known.last, symbol.priceDecimals);
  });
  const direction = (): 'up' | 'down' | 'flat' => market.tape()?.direction ?? 'flat';
  const change = createMemo(() => {
    const known = ticker();
    return known === undefined ? undefined : changeText(known.open, known.last);
  });
  const pair = createMemo(() => {
    const one = market.market();
    return one === undefined ? '…' : `${one.base}/${one.quote}`;
  });
  const volume = createMemo(() => {
    const known = ticker();
    return known === undefined ? '–' : `${volumeText(known.volume)} ${market.market()?.base ?? ''}`;
  });
  const spread = createMemo(() => {
    const book = market.book();
    const ask = book?.asks.best;
    const bid = book?.bids.best;
    if (book?.state !== 'live' || ask === undefined || bid === undefined) return undefined;
    const ticks = ask - bid;
    return `${ticks} ${ticks === 1 ? 'tick' : 'ticks'} · ${basisPoints(ask, bid).slice(1)}`;
  });

  return (
    <header class="top">
      <Logo />
      <div class="symbol">
        <button type="button" class="symbol-name" onClick={() => view.open('search')} title="Find a symbol (Ctrl K)">
          {pair()}
        </button>
        <Show when={closedWord(floor.closed(market.market()?.symbol))}>
          {(word) => <span class="closed-badge">{word()}</span>}
        </Show>
        <h1 class="last figure" data-direction={direction()}>
          <span class="visually-hidden">Last price </span>
          {last() ?? '–'}
          <span class="last-arrow" aria-hidden="true">
            {direction() === 'up' ? '▲' : direction() === 'down' ? '▼' : ' '}
          </span>
        </h1>
        <span class="figure change" data-direction={change()?.direction}>
          {change()?.text.replace(/^[▲▼] /, '') ?? ''}
        </span>
      </div>
      <dl class="stats">
        <Stat name="24 h high">{figure(ticker()?.high, market.market()?.priceDecimals)}</Stat>
        <Stat name="24 h low">{figure(ticker()?.low, market.market()?.priceDecimals)}</Stat>
        <Stat name="24 h volume">{volume()}</Stat>
        <Stat name="spread">{spread() ?? '–'}</Stat>
      </dl>
      <div class="top-right">
        <ClockInstrument />
        <ConnectionState />
        <div class="switches">
          <button type="button" class="key" onClick={() => view.open('search')} aria-label="Ctrl K: find a symbol">
            Ctrl K
          </button>
          <button type="button" class="key" onClick={view.switchTheme} aria-label="Switch between dark and light">
            {view.theme() === 'dark' ? '☾' : '☀'}
          </button>
          <button type="button" class="key" onClick={() => view.open('help')} aria-label="Keys and help">
            ?
          </button>
        </div>
      </div>
    </header>
  );
}

function Stat(props: { readonly name: string; readonly children: JSX.Element }) {
  return (
    <div class="stat">
      <dt>{props.name}</dt>
      <dd class="figure">{props.children}</dd>
    </div>
  );
}

function figure(text: string | undefined, decimals: number | undefined): string {
  return text === undefined || decimals === undefined ? '–' : grouped(text, decimals);
}
