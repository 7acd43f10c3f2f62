/** One entry: a line that opens to parameters, examples and errors. */
import { createSignal, For, Show } from 'solid-js';
import { CopyButton } from '../components/copy-button.tsx';
import type { Entry } from './entries.ts';

export function EntryRow(props: {
  readonly entry: Entry;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}) {
  return (
    <details
      class="entry"
      id={props.entry.id}
      open={props.open}
      onToggle={(event) => props.onToggle(event.currentTarget.open)}
    >
      <summary class="entry-line">
        <span class="entry-badge figure" data-badge={props.entry.badge}>
          {props.entry.badge}
        </span>
        <span class="entry-place figure" classList={{ 'entry-old': props.entry.deprecated }}>
          {props.entry.place}
        </span>
        <span class="entry-tells dim">{props.entry.tells}</span>
        <Show when={props.entry.permission !== 'none'}>
          <span class="entry-chip">{props.entry.permission}</span>
        </Show>
        <span class="entry-weight figure dimmer">
          <Show when={props.entry.weight !== ''}>
            <span class="entry-weight-word">weight</span> {props.entry.weight}
          </Show>
        </span>
      </summary>
      <Show when={props.open}>
        <EntryBody entry={props.entry} />
      </Show>
    </details>
  );
}

function EntryBody(props: { readonly entry: Entry }) {
  return (
    <div class="entry-body">
      <div class="entry-column">
        <p class="entry-sentence">{props.entry.tells}</p>
        <Show when={props.entry.deprecated}>
          <p class="warning">The exchange no longer has it; it is answered here for clients that still call it.</p>
        </Show>
        <dl class="entry-facts">
          <For each={props.entry.facts}>
            {([name, value]) => (
              <div>
                <dt>{name}</dt>
                <dd class="figure">{value}</dd>
              </div>
            )}
          </For>
        </dl>
        <Parameters entry={props.entry} />
        <Errors entry={props.entry} />
      </div>
      <div class="entry-column">
        <Samples entry={props.entry} />
        <Show when={props.entry.answer}>
          {(answer) => (
            <figure class="code">
              <figcaption>
                <b>{props.entry.badge === 'stream' || props.entry.badge === 'event' ? 'Message' : 'Answer'}</b>
              </figcaption>
              <pre class="figure" tabindex="0">
                {answer()}
              </pre>
            </figure>
          )}
        </Show>
      </div>
    </div>
  );
}

function Parameters(props: { readonly entry: Entry }) {
  return (
    <Show when={props.entry.parameters.length > 0}>
      <h3>Parameters</h3>
      <Show when={props.entry.oneOf.length > 0}>
        <p class="dim">Needed: {props.entry.oneOf.join('; ')}.</p>
      </Show>
      <dl class="parameters">
        <For each={props.entry.parameters}>
          {(parameter) => (
            <div>
              <dt>
                <span class="figure">{parameter.name}</span>
                <Show when={parameter.required}>
                  <span class="needed">needed</span>
                </Show>
              </dt>
              <dd>
                <span>{parameter.tells}</span>
                <span class="parameter-type figure dimmer">{parameter.type}</span>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Show>
  );
}

function Samples(props: { readonly entry: Entry }) {
  const [chosen, setChosen] = createSignal(0);
  const sample = () => props.entry.samples[chosen()];
  return (
    <Show when={sample()}>
      {(shown) => (
        <figure class="code">
          <figcaption>
            <fieldset class="segments small" aria-label="Written for">
              <For each={props.entry.samples}>
                {(one, index) => (
                  <button type="button" aria-pressed={chosen() === index()} onClick={() => setChosen(index())}>
                    {one.label}
                  </button>
                )}
              </For>
            </fieldset>
            <CopyButton text={shown().text} what="example" />
          </figcaption>
          <pre class="figure" tabindex="0">
            {shown().text}
          </pre>
        </figure>
      )}
    </Show>
  );
}

function Errors(props: { readonly entry: Entry }) {
  return (
    <Show when={props.entry.errors.length > 0}>
      <details class="errors">
        <summary>{props.entry.errors.length} errors it may answer with</summary>
        <dl class="error-rows">
          <For each={props.entry.errors}>
            {(error) => (
              <div>
                <dt class="figure">{error.code}</dt>
                <dd>
                  {error.message} <span class="dimmer figure">{error.status}</span>
                </dd>
              </div>
            )}
          </For>
        </dl>
      </details>
    </Show>
  );
}
