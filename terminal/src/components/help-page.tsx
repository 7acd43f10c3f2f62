/** The keys, and in three sentences what this page is. */
import { For, onMount } from 'solid-js';
import { keyHelp } from '../desk/key-help.ts';
import { useTerminal } from './use-terminal.ts';

export function HelpPage() {
  const { view, base } = useTerminal();
  let close: HTMLButtonElement | undefined;
  // The dialog may have been opened before this was there to take the keyboard.
  onMount(() => close?.focus());
  return (
    <>
      <h2>Keys</h2>
      <dl class="help-keys">
        <For each={keyHelp}>
          {(help) => (
            <div>
              <dt>
                <For each={help.keys}>{(key) => <kbd class="key">{key}</kbd>}</For>
              </dt>
              <dd>{help.does}</dd>
            </div>
          )}
        </For>
      </dl>
      <h2>What this is</h2>
      <p>
        A simulated exchange: one order book shared by everybody on this server, matched by price and time. All money is
        paper. Bots trade here through the same API under <code class="figure">{base.http}/api/v3</code>.{' '}
        <a href={`${base.path}/api-docs`}>All of it, with examples</a>.
      </p>
      <button ref={close} type="button" class="secondary" onClick={view.close}>
        Close
      </button>
    </>
  );
}
