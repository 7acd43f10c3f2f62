/**
 * Order lines taken by the mouse, or a pen, and let go at another price. A finger scrolls the page and pans the chart as
 * ever, and Escape puts the line back. What is taken is never given to the chart, which would pan.
 */
export interface DragPorts {
  /** The line there, if it can be moved; pixels from the left and the top. */
  lineAt(x: number, y: number): string | undefined;
  /** Shows where the line would be let go, or no longer does. */
  ghost(y: number | undefined): void;
  /** Let go, after it was moved. */
  dropped(line: string, y: number): void;
}

/** Pixels by which a press may slip and move nothing: an order that is moved loses its place in the queue. */
const slip = 3;

/** `area`: the chart's element; while a line is under the mouse it has the attribute `data-grab`. Returns what ends it. */
export function dragLines(area: HTMLElement, ports: DragPorts): () => void {
  const listening = new AbortController();
  let held: { readonly line: string; readonly start: number; y: number } | undefined;
  const hold = (next: typeof held): void => {
    held = next;
    ports.ghost(next?.y);
    area.toggleAttribute('data-grab', next !== undefined);
  };
  const yOf = (event: PointerEvent): number => event.clientY - area.getBoundingClientRect().top;
  const lineUnder = (event: PointerEvent): string | undefined =>
    event.pointerType === 'touch'
      ? undefined
      : ports.lineAt(event.clientX - area.getBoundingClientRect().left, yOf(event));
  const listen = <K extends 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'mousedown'>(
    name: K,
    heard: (event: HTMLElementEventMap[K]) => void,
  ): void => area.addEventListener(name, heard, { capture: true, signal: listening.signal });

  listen('pointerdown', (event) => {
    const line = event.button === 0 ? lineUnder(event) : undefined;
    if (line === undefined) return;
    const y = yOf(event);
    area.setPointerCapture(event.pointerId);
    hold({ line, start: y, y });
  });
  listen('mousedown', (event) => {
    if (held !== undefined) event.stopPropagation();
  });
  listen('pointermove', (event) => {
    if (held !== undefined) hold({ ...held, y: yOf(event) });
    else area.toggleAttribute('data-grab', lineUnder(event) !== undefined);
  });
  listen('pointerup', () => {
    const dropped = held;
    hold(undefined);
    if (dropped !== undefined && Math.abs(dropped.y - dropped.start) > slip) ports.dropped(dropped.line, dropped.y);
  });
  listen('pointercancel', () => hold(undefined));
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || held === undefined) return;
      hold(undefined);
      event.stopPropagation();
    },
    { capture: true, signal: listening.signal },
  );
  return () => listening.abort();
}
