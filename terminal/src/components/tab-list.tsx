/** The tabs over a panel: one is chosen, arrow keys go from one to the next and round. Their ids are `tab-` and the name. */
import { For, type JSX } from 'solid-js';

interface TabListProps<Tab extends string> {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: Tab;
  /** Id of the panel below. */
  readonly controls: string;
  readonly choose: (tab: Tab) => void;
  /** Somebody points at a tab, or comes to it by the keyboard. */
  readonly near?: (tab: Tab) => void;
  readonly children: (tab: Tab) => JSX.Element;
}

export function TabList<Tab extends string>(props: TabListProps<Tab>) {
  const arrow = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const { tabs, chosen } = props;
    const next = tabs[(tabs.indexOf(chosen) + by + tabs.length) % tabs.length];
    if (by === 0 || next === undefined) return;
    props.choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={props.label} onKeyDown={arrow}>
      <For each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            role="tab"
            id={`tab-${tab}`}
            aria-selected={props.chosen === tab}
            aria-controls={props.controls}
            tabindex={props.chosen === tab ? 0 : -1}
            onPointerEnter={() => props.near?.(tab)}
            onFocus={() => props.near?.(tab)}
            onClick={() => props.choose(tab)}
          >
            {props.children(tab)}
          </button>
        )}
      </For>
    </div>
  );
}
