/** Keys for bots: made on request, the secret shown once beside programs that run as they are against this server. */
import { createResource, createSignal, For, onCleanup, Show } from 'solid-js';
import { Asker } from '../net/asker.ts';
import { dateText } from '../views/figures.ts';
import type { BotKey } from '../wire/paper.ts';
import { CopyButton } from './copy-button.tsx';
import { KeySnippets } from './key-snippets.tsx';
import { useTerminal } from './use-terminal.ts';

const shownDigits = 10;

export function KeysTab() {
  const { account, base, notices } = useTerminal();
  const [key, setKey] = createSignal<BotKey | undefined>(undefined);
  const [making, setMaking] = createSignal(false);
  const asker = new Asker();
  onCleanup(() => asker.drop());
  const [keys, { refetch }] = createResource(() => asker.ask(account.listKeys));
  const make = async (): Promise<void> => {
    setMaking(true);
    try {
      setKey(await account.createBotKey());
    } catch (failure) {
      notices.say('bad', 'No key to show', failure instanceof Error ? failure.message : String(failure));
    } finally {
      setMaking(false);
      // Also after a failure: what was done all the same stands in the list.
      void refetch();
    }
  };
  const revoke = async (apiKey: string): Promise<void> => {
    try {
      await account.revokeKey(apiKey);
      if (key()?.apiKey === apiKey) setKey(undefined);
    } catch (failure) {
      notices.say('bad', 'Revoking failed', failure instanceof Error ? failure.message : String(failure));
    } finally {
      void refetch();
    }
  };
  return (
    <div class="keys">
      <div class="keys-left">
        <p>
          Bots trade on this account through the Binance-Spot-compatible API at{' '}
          <code class="figure">{base.http}/api/v3</code>.
        </p>
        <button type="button" class="secondary" disabled={making()} onClick={() => void make()}>
          {making() ? 'Making…' : key() === undefined ? 'Create an API key' : 'Create another key'}
        </button>
        <Show when={key()}>
          {(made) => (
            <>
              <dl class="secret">
                <dt>
                  API key <CopyButton text={made().apiKey} what="API key" />
                </dt>
                <dd>
                  <code class="figure">{made().apiKey}</code>
                </dd>
                <dt>
                  Secret <CopyButton text={made().secretKey} what="secret" />
                </dt>
                <dd>
                  <code class="figure">{made().secretKey}</code>
                </dd>
              </dl>
              <p class="warning">The secret is shown this once: copy it now.</p>
            </>
          )}
        </Show>
        <Show when={keys.latest} fallback={<p class="dim">Fetching the keys of this account…</p>}>
          <ul class="key-list" aria-label="Keys of this account">
            <For each={keys.latest}>
              {(one) => (
                <li>
                  <code class="figure">{one.apiKey.slice(0, shownDigits)}…</code>
                  <span class="dim">{one.label}</span>
                  <span class="figure dim">{dateText(one.createTime)}</span>
                  <Show when={!account.isOwnKey(one.apiKey)} fallback={<span class="dim">this browser</span>}>
                    <button type="button" class="text-button" onClick={() => void revoke(one.apiKey)}>
                      Revoke
                    </button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
      <KeySnippets made={key()} />
    </div>
  );
}
