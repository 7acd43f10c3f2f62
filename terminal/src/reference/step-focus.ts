/** Moves the focus between the search field and the lines of entries, up and down. */
export function stepFocus(by: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>('.search, .entry-line')];
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? stops.indexOf(activeElement) : -1;
  const next = stops[Math.max(0, Math.min(stops.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
