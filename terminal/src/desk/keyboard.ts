/**
 * The keys that work anywhere on the page. While a field has the keyboard, or a dialog
 * is open, only Escape and Ctrl-K do, so typing is safe.
 */
export interface KeyActions {
  readonly buy: () => void;
  readonly sell: () => void;
  readonly ladder: () => void;
  readonly search: () => void;
  readonly help: () => void;
  readonly theme: () => void;
  readonly escape: () => void;
}

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
    case 'l':
    case 'L':
      return 'ladder';
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
