/** What is owned, free and locked, and its value in one common asset. */
import { createMemo, createSignal, For, Show } from 'solid-js';
import { amountText } from '../views/figures.ts';
import { portfolio, totalValue, valueAsset, valueDecimals } from '../views/portfolio.ts';
import { useTerminal } from './use-terminal.ts';

export function BalancesTable() {
  const { account, market } = useTerminal();
  const [empty, setEmpty] = createSignal(false);
  const rows = createMemo(() => portfolio(account.balances(), market.tickers(), empty()));
  const total = createMemo(() => totalValue(rows()));
  return (
    <>
      <div class="total">
        <span class="dim">Worth about</span>
        <b class="figure">
          {amountText(total(), valueDecimals, 2)} {valueAsset}
        </b>
        <label class="check">
          <input type="checkbox" checked={empty()} onChange={(event) => setEmpty(event.target.checked)} />
          Show empty
        </label>
      </div>
      <table class="figure">
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">Free</th>
            <th scope="col">Locked in orders</th>
            <th scope="col">Value ({valueAsset})</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          <For
            each={rows()}
            fallback={
              <tr>
                <td colspan="5">Nothing here yet.</td>
              </tr>
            }
          >
            {(row) => (
              <tr>
                <td class="left">
                  <b class="asset">{row.asset}</b>
                </td>
                <td data-label="Free">{amountText(row.free, row.decimals, row.decimals)}</td>
                <td class={row.locked === 0n ? 'dim' : ''} data-label="Locked">
                  {amountText(row.locked, row.decimals, row.decimals)}
                </td>
                <td data-label="Value">
                  <Show when={row.value !== undefined} fallback="–">
                    {amountText(row.value ?? 0n, valueDecimals, 2)}
                  </Show>
                </td>
                <td class="dim" data-label="Share">
                  {share(row.value)}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </>
  );

  function share(value: bigint | undefined): string {
    if (value === undefined || total() === 0n) return '–';
    return `${(Number((value * 1000n) / total()) / 10).toFixed(1)} %`;
  }
}
