/** Programs that use the key just made; before one is made, they show where it will stand. */
import { createMemo, createSignal, For } from 'solid-js';
import { botSnippets } from '../views/snippets.ts';
import type { BotKey } from '../wire/paper.ts';
import { CopyButton } from './copy-button.tsx';
import { useTerminal } from './use-terminal.ts';

const placeholder: BotKey = { apiKey: 'YOUR_API_KEY', secretKey: 'YOUR_SECRET' };

export function KeySnippets(props: { readonly made: BotKey | undefined }) {
  const { base, market } = useTerminal();
  const [chosen, setChosen] = createSignal(0);
  const snippets = createMemo(() => botSnippets(base, props.made ?? placeholder, market.market()?.symbol ?? 'BTCUSDT'));
  const code = (): string => snippets()[chosen()]?.code ?? '';
  return (
    <figure class="snippet">
      <figcaption>
        <fieldset class="segments small" aria-label="Language">
          <For each={snippets()}>
            {(snippet, index) => (
              <button type="button" aria-pressed={chosen() === index()} onClick={() => setChosen(index())}>
                {snippet.title}
              </button>
            )}
          </For>
        </fieldset>
        <CopyButton text={code()} what="program" />
      </figcaption>
      <pre class="figure" tabindex="0">
        {code()}
      </pre>
    </figure>
  );
}
