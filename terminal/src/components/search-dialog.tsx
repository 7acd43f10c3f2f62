/** Finds a symbol by typing: arrows choose, Enter goes there. */
import { createEffect, createMemo, createSignal, For, Show } from 'solid-js';
import { changeText, grouped } from '../views/figures.ts';
import { findMarkets } from '../views/find-markets.ts';
import { Modal } from './modal.tsx';
import { useTerminal } from './use-terminal.ts';

export function SearchDialog() {
  const { market, view } = useTerminal();
  const [text, setText] = createSignal('');
  const [chosen, setChosen] = createSignal(0);
  const found = createMemo(() => findMarkets(market.markets(), text()));
  let input: HTMLInputElement | undefined;

  createEffect(() => {
    if (view.dialog() !== 'search') return;
    setText('');
    setChosen(0);
    queueMicrotask(() => input?.focus());
  });
  createEffect(() => document.getElementById(`search-${chosen()}`)?.scrollIntoView({ block: 'nearest' }));
  const go = (index: number): void => {
    const one = found()[index];
    if (one !== undefined) market.choose(one.symbol);
    view.close();
  };
  const keyed = (event: KeyboardEvent): void => {
    const last = found().length - 1;
    if (event.key === 'ArrowDown') setChosen((at) => Math.min(last, at + 1));
    else if (event.key === 'ArrowUp') setChosen((at) => Math.max(0, at - 1));
    else if (event.key === 'Enter') go(chosen());
    else return;
    event.preventDefault();
  };

  return (
    <Modal open={view.dialog() === 'search'} label="Find a symbol" onClose={view.close}>
      <input
        ref={input}
        class="search figure"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="search-results"
        aria-activedescendant={`search-${chosen()}`}
        aria-label="Symbol"
        placeholder="Symbol, for example eth"
        spellcheck={false}
        value={text()}
        onInput={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={keyed}
      />
      <Show when={found().length > 0} fallback={<p class="empty">No symbol of this floor matches.</p>}>
        <div class="results" id="search-results" role="listbox" aria-label="Symbols">
          <For each={found()}>
            {(one, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keyboard
              // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are not focused themselves
              <div
                class="result"
                role="option"
                id={`search-${index()}`}
                aria-selected={index() === chosen()}
                onClick={() => go(index())}
                onMouseMove={() => setChosen(index())}
              >
                <span>
                  <b>{one.base}</b>
                  <span class="dimmer">/{one.quote}</span>
                </span>
                <span class="figure">{grouped(market.tickers().get(one.symbol)?.last ?? '0', one.priceDecimals)}</span>
                <span class="figure" data-direction={change(one.symbol).direction}>
                  {change(one.symbol).text}
                </span>
              </div>
            )}
          </For>
        </div>
      </Show>
    </Modal>
  );

  function change(symbol: string) {
    const ticker = market.tickers().get(symbol);
    return changeText(ticker?.open ?? '0', ticker?.last ?? '0');
  }
}
