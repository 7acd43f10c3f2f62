/** The chart's frame: intervals, and the legend of one candle. */
import { createMemo, createSignal, For, Show } from 'solid-js';
import { intervals } from '../stores/candles.ts';
import { grouped, volumeText } from '../views/figures.ts';
import { Late } from './late.tsx';
import { useTerminal } from './use-terminal.ts';

export function ChartPanel() {
  const { market, candles, parts } = useTerminal();
  const [pointed, setPointed] = createSignal<number | undefined>(undefined);
  const legend = createMemo(() => {
    const list = candles.view().candles.list;
    const time = pointed();
    return (time === undefined ? undefined : list.find((candle) => candle.time === time)) ?? list.at(-1);
  });
  const price = (value: number): string => grouped(value.toFixed(8), market.market()?.priceDecimals ?? 2);

  return (
    <section class="panel chart" data-panel="chart" aria-labelledby="chart-title">
      <div class="head">
        <h2 id="chart-title">Chart</h2>
        <fieldset class="head-right intervals" aria-label="Candle length">
          <For each={intervals}>
            {(interval) => (
              <button
                type="button"
                aria-pressed={candles.interval() === interval}
                onClick={() => candles.chooseInterval(interval)}
              >
                {interval}
              </button>
            )}
          </For>
        </fieldset>
      </div>
      <div class="chart-area">
        <Late part={parts.chart}>{({ ChartCanvas }) => <ChartCanvas onPoint={setPointed} />}</Late>
        <Show when={legend()}>
          {(candle) => (
            <div class="legend figure" data-direction={candle().close >= candle().open ? 'up' : 'down'}>
              <span>
                O <b>{price(candle().open)}</b>
              </span>
              <span>
                H <b>{price(candle().high)}</b>
              </span>
              <span>
                L <b>{price(candle().low)}</b>
              </span>
              <span>
                C <b class="legend-close">{price(candle().close)}</b>
              </span>
              <span>
                V <b>{volumeText(candle().volume.toFixed(8))}</b>
              </span>
            </div>
          )}
        </Show>
        <Show when={candles.view().candles.loaded && candles.view().candles.list.length === 0}>
          <p class="empty chart-empty">No candle yet on this floor.</p>
        </Show>
        <a
          class="attribution"
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noopener noreferrer"
          title="Charts: TradingView Lightweight Charts™"
        >
          TradingView
        </a>
      </div>
    </section>
  );
}
