/** A key for a bot: made on request, its secret shown once, with snippets that run as they are against this server. */
import { createSignal, For, Show } from 'solid-js';
import { botSnippets } from '../views/snippets.ts';
import type { BotKey } from '../wire/paper.ts';
import { CopyButton } from './copy-button.tsx';
import { useTerminal } from './use-terminal.ts';

export function KeysTab() {
  const { account, base, market, notices } = useTerminal();
  const [key, setKey] = createSignal<BotKey | undefined>(undefined);
  const [making, setMaking] = createSignal(false);
  const make = (): void => {
    setMaking(true);
    account
      .createBotKey()
      .then(setKey, (failure: Error) => notices.say('bad', 'No key made', failure.message))
      .finally(() => setMaking(false));
  };
  const snippets = () => {
    const made = key();
    return made === undefined ? [] : botSnippets(base, made, market.market()?.symbol ?? 'BTCUSDT');
  };
  return (
    <div class="keys">
      <div class="keys-intro">
        <p>
          A bot trades on this account through the Binance-Spot-compatible API of this server:{' '}
          <code class="figure">{base.http}/api/v3</code>
        </p>
        <button type="button" class="secondary" disabled={making()} onClick={make}>
          {making() ? 'Making…' : key() === undefined ? 'Create an API key' : 'Create another key'}
        </button>
      </div>
      <Show when={key()}>
        {(made) => (
          <>
            <dl class="secret">
              <dt>API key</dt>
              <dd>
                <code class="figure">{made().apiKey}</code> <CopyButton text={made().apiKey} what="API key" />
              </dd>
              <dt>Secret</dt>
              <dd>
                <code class="figure">{made().secretKey}</code> <CopyButton text={made().secretKey} what="secret" />
              </dd>
            </dl>
            <p class="warning">The secret is shown this once: copy it now. It trades paper money only.</p>
            <div class="snippets">
              <For each={snippets()}>
                {(snippet) => (
                  <figure class="snippet">
                    <figcaption>
                      {snippet.title} <CopyButton text={snippet.code} what={snippet.title} />
                    </figcaption>
                    <pre class="figure" tabindex="0">
                      {snippet.code}
                    </pre>
                  </figure>
                )}
              </For>
            </div>
          </>
        )}
      </Show>
    </div>
  );
}
