/**
 * The keys that work anywhere on the page. While a field has the keyboard, or a dialog
 * is open, only Escape and Ctrl-K do, so typing is safe.
 */
export interface KeyActions {
  readonly buy: () => void;
  readonly sell: () => void;
  readonly search: () => void;
  readonly help: () => void;
  readonly theme: () => void;
  readonly escape: () => void;
}

export interface KeyHelp {
  readonly keys: readonly string[];
  readonly does: string;
}

/** What the help dialog lists. */
export const keyHelp: readonly KeyHelp[] = [
  { keys: ['B'], does: 'Buy: switch the ticket and go to it' },
  { keys: ['S'], does: 'Sell: switch the ticket and go to it' },
  { keys: ['/', 'Ctrl K'], does: 'Find a symbol' },
  { keys: ['↑', '↓'], does: 'In the price field: one tick, with Shift ten' },
  { keys: ['↑', '↓', 'Enter'], does: 'In the order book: choose a level, take its price' },
  { keys: ['Enter'], does: 'In the ticket: send the order' },
  { keys: ['Enter', '↑', '↓'], does: 'On price or quantity of an open order: change it, send it' },
  { keys: ['T'], does: 'Dark or light' },
  { keys: ['Esc'], does: 'Leave a field, close a dialog' },
  { keys: ['?'], does: 'This list' },
];

/** Which action a key press means; undefined for none. */
export function actionOfKey(
  event: { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean },
  typing: boolean,
): keyof KeyActions | undefined {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === 'k') return 'search';
  if (event.key === 'Escape') return 'escape';
  if (typing || command || event.altKey) return undefined;
  switch (event.key) {
    case 'b':
    case 'B':
      return 'buy';
    case 's':
    case 'S':
      return 'sell';
    case 't':
    case 'T':
      return 'theme';
    case '/':
      return 'search';
    case '?':
      return 'help';
    default:
      return undefined;
  }
}

export function listenToKeys(actions: KeyActions): void {
  addEventListener('keydown', (event) => {
    const target = event.target;
    const typing = target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
    // What is behind an open dialog can't be seen: a letter must not change it.
    const covered = document.querySelector('dialog[open]') !== null;
    const action = actionOfKey(event, typing || covered);
    if (action === undefined) return;
    if (action !== 'escape') event.preventDefault();
    actions[action]();
  });
}
