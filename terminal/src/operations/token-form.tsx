/** Asks for the operator's token. It goes into the tab's memory and the header of each question, nowhere else. */
import { createSignal, Show } from 'solid-js';

export function TokenForm(props: { readonly trouble: string | undefined; enter(token: string): void }) {
  const [text, setText] = createSignal('', { name: 'text' });
  return (
    <form
      class="sheet token"
      onSubmit={(event) => {
        event.preventDefault();
        if (text().trim() !== '') props.enter(text().trim());
      }}
    >
      <h2>For operators</h2>
      <p class="dim">How this server runs: vital signs, floors, releases, drills, backups.</p>
      <label for="token">Operator token</label>
      <input
        id="token"
        type="password"
        autocomplete="current-password"
        spellcheck={false}
        value={text()}
        aria-describedby="token-trouble"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit">Open</button>
      <p id="token-trouble" class="token-trouble" role="status">
        <Show when={props.trouble}>{(why) => <>▲ {why()}</>}</Show>
      </p>
      <p class="dim small">
        It is what the server was started with as <code>--operator-token</code>. This tab remembers it until it is
        closed.
      </p>
    </form>
  );
}
