/**
 * A hand on the price ladder: an own order is dragged to another price, anything else scrolls the rows, a wheel does too. What was
 * dragged is no press: a hand that slips must not trade. Escape puts a held order back, and takes back a press. A finger only scrolls:
 * it begins anywhere, and must not move the order that happens to be under it.
 */
export interface LadderDragPorts<T> {
  /** What there is to be dragged; undefined where a drag scrolls. Pixels from the left and the top. */
  take(x: number, y: number): T | undefined;
  /** Pixels that the rows are to be moved down. */
  scroll(pixels: number): void;
  /** Shows where what is held would be let go, or no longer does. */
  over(y: number | undefined): void;
  dropped(held: T, y: number): void;
}

export interface LadderDrag {
  /** Whether the press that ends now was a drag, or was taken back. */
  isDrag(): boolean;
  end(): void;
}

/** Pixels by which a press may slip and still be one. */
const slip = 4;
const lineHeight = 18.5;

export function dragLadder<T>(area: HTMLElement, ports: LadderDragPorts<T>): LadderDrag {
  const listening = new AbortController();
  let hand: { readonly held: T | undefined; readonly start: number; at: number } | undefined;
  let isDrag = false;
  const listen = <K extends 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'wheel'>(
    name: K,
    heard: (event: HTMLElementEventMap[K]) => void,
  ): void => area.addEventListener(name, heard, { signal: listening.signal, passive: false });
  const release = (): void => {
    hand = undefined;
    ports.over(undefined);
  };

  listen('pointerdown', (event) => {
    const box = area.getBoundingClientRect();
    isDrag = false;
    if (event.button !== 0) return;
    const y = event.clientY - box.top;
    const held = event.pointerType === 'touch' ? undefined : ports.take(event.clientX - box.left, y);
    hand = { held, start: y, at: y };
  });
  listen('pointermove', (event) => {
    if (hand === undefined) return;
    // Let go outside, before it was a drag: nobody told.
    if (event.buttons === 0) return release();
    const y = event.clientY - area.getBoundingClientRect().top;
    if (!isDrag && Math.abs(y - hand.start) > slip) {
      isDrag = true;
      area.setPointerCapture(event.pointerId);
    }
    if (!isDrag) return;
    if (hand.held === undefined) ports.scroll(y - hand.at);
    else ports.over(y);
    hand.at = y;
  });
  listen('pointerup', () => {
    const { held, at } = hand ?? {};
    release();
    if (isDrag && held !== undefined && at !== undefined) ports.dropped(held, at);
  });
  listen('pointercancel', release);
  listen('wheel', (event) => {
    event.preventDefault();
    ports.scroll(-event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : lineHeight));
  });
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || hand === undefined) return;
      isDrag = true;
      if (hand.held !== undefined) event.stopPropagation();
      release();
    },
    { capture: true, signal: listening.signal },
  );
  return { isDrag: () => isDrag, end: () => listening.abort() };
}
