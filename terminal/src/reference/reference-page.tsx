/** The reference: chapters at the side, a search that filters as one types, entries that open. Made of the documents alone. */
import { createEffect, createMemo, createResource, createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import { Logo } from '../components/logo.tsx';
import { otherTheme, rememberedTheme, rememberTheme } from '../desk/theme.ts';
import { loadDocuments } from './documents.ts';
import { chaptersOf, search } from './entries.ts';
import { EntryRow } from './entry-row.tsx';
import { stepFocus } from './step-focus.ts';

const floorPath = /^\/floors\/[^/]+(?=\/api-docs)/;

export function ReferencePage() {
  const base = floorPath.exec(location.pathname)?.[0] ?? '';
  const place = { http: location.origin + base, socket: location.origin.replace(/^http/, 'ws') + base };
  const [theme, setTheme] = createSignal(rememberedTheme(), { name: 'theme' });
  const [text, setText] = createSignal('', { name: 'search' });
  const [opened, setOpened] = createSignal(location.hash.slice(1), { name: 'opened' });
  const [documents] = createResource(() => loadDocuments(base));
  const chapters = createMemo(() => {
    const loaded = documents.error === undefined ? documents() : undefined;
    return loaded === undefined ? [] : chaptersOf(loaded.rest, loaded.sockets, place);
  });
  const found = createMemo(() => search(chapters(), text()));
  const count = () => found().reduce((sum, { entries }) => sum + entries.length, 0);
  let field: HTMLInputElement | undefined;

  createEffect(() => {
    document.documentElement.dataset['theme'] = theme();
  });
  createEffect(() => {
    if (chapters().length > 0 && location.hash !== '')
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
  onMount(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target instanceof HTMLInputElement;
      if (event.key === '/' && !typing) field?.focus();
      else if (event.key === 'Escape' && typing) setText('');
      else if (event.key === 'ArrowDown' || (event.key === 'j' && !typing)) stepFocus(1);
      else if (event.key === 'ArrowUp' || (event.key === 'k' && !typing)) stepFocus(-1);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    onCleanup(() => removeEventListener('keydown', onKey));
  });
  const toggle = (id: string, open: boolean): void => {
    if (open) {
      setOpened(id);
      history.replaceState(undefined, '', `#${id}`);
    } else if (opened() === id) {
      setOpened('');
      history.replaceState(undefined, '', location.pathname);
    }
  };
  const switchTheme = (): void => {
    setTheme(otherTheme(theme()));
    rememberTheme(theme());
  };

  return (
    <>
      <aside class="hatch" aria-label="This is a simulation">
        <strong class="hatch-word">SIMULATION</strong>
        <span class="hatch-promise">paper money only: no order leaves this server</span>
      </aside>
      <header class="top reference-top">
        <a class="home" href={base === '' ? '/' : base.replace('/floors/', '/f/')} aria-label="To the terminal">
          <Logo />
        </a>
        <h1>API reference</h1>
        <nav class="documents" aria-label="Documents">
          <a href={`${base}/api-docs/openapi.json`}>OpenAPI</a>
          <a href={`${base}/api-docs/asyncapi.json`}>AsyncAPI</a>
        </nav>
        <button type="button" class="key" onClick={switchTheme} aria-label="Switch between dark and light">
          {theme() === 'dark' ? '☾' : '☀'}
        </button>
      </header>
      <div class="reference-body">
        <nav class="chapters" aria-label="Chapters">
          <For each={found()}>
            {(chapter) => (
              <a href={`#${chapter.id}`}>
                {chapter.title}
                <span class="figure dimmer">{chapter.entries.length}</span>
              </a>
            )}
          </For>
        </nav>
        <main>
          <div class="find">
            <input
              ref={field}
              class="search"
              type="search"
              aria-label="Search"
              placeholder="Search paths, methods, parameters, codes: order.place, recvWindow, -1013"
              value={text()}
              onInput={(event) => setText(event.currentTarget.value)}
            />
            <p class="find-count dimmer" role="status">
              <Show when={chapters().length > 0} fallback={documents.error === undefined ? 'Reading…' : ''}>
                {count() === 0 ? 'nothing like that' : `${count()} entries`}
              </Show>
              <span class="find-keys">
                <kbd class="key">/</kbd> search <kbd class="key">↑</kbd> <kbd class="key">↓</kbd> move{' '}
                <kbd class="key">Enter</kbd> open
              </span>
            </p>
          </div>
          <Show when={documents.error}>
            <p role="alert" class="reference-trouble">
              The documents could not be read: {String(documents.error?.message ?? documents.error)}. Load the page
              again.
            </p>
          </Show>
          <For each={found()}>
            {(chapter) => (
              <section class="chapter" id={chapter.id}>
                <h2>{chapter.title}</h2>
                <p class="dim">{chapter.tells}</p>
                <For each={chapter.entries}>
                  {(entry) => (
                    <EntryRow entry={entry} open={opened() === entry.id} onToggle={(open) => toggle(entry.id, open)} />
                  )}
                </For>
              </section>
            )}
          </For>
        </main>
      </div>
    </>
  );
}
