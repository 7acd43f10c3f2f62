/**
 * The place of a part of the page that comes when it is opened. What comes within a blink is not announced; what does not come says
 * why, and is asked for again when the connection is back.
 */
import { createEffect, type JSX, Match, on, onMount, Show, Switch } from 'solid-js';
import { missingText, type Part, type PartState } from '../parts/part.ts';
import { useTerminal } from './use-terminal.ts';

interface LateProps<T> {
  readonly part: Part<T>;
  readonly children: (part: T) => JSX.Element;
}

export function Late<T>(props: LateProps<T>) {
  const { market } = useTerminal();
  const want = (): void => void props.part.want();
  const here = (): (PartState<T> & { kind: 'here' }) | undefined => only(props.part.state(), 'here');
  const missing = (): (PartState<T> & { kind: 'missing' }) | undefined => only(props.part.state(), 'missing');
  onMount(want);
  createEffect(
    on(
      market.link,
      (link) => {
        if (link === 'open' && missing()?.version === 'silent') want();
      },
      { defer: true },
    ),
  );
  return (
    <Switch fallback={<p class="empty coming">Fetching this part of the page…</p>}>
      <Match when={here()}>{(state) => props.children(state().part)}</Match>
      <Match when={missing()}>
        {(state) => (
          <div class="empty missing" role="alert">
            <p>{missingText(state().version)}</p>
            <Show when={state().version !== 'other'}>
              <button type="button" class="secondary" onClick={want}>
                Try again
              </button>
            </Show>
            <Show when={state().version !== 'silent'}>
              <button type="button" class="secondary" onClick={() => location.reload()}>
                Reload the page
              </button>
            </Show>
          </div>
        )}
      </Match>
    </Switch>
  );
}

function only<S extends { readonly kind: string }, K extends S['kind']>(
  state: S,
  kind: K,
): (S & { kind: K }) | undefined {
  return state.kind === kind ? (state as S & { kind: K }) : undefined;
}
