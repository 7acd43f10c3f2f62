/** The size of an element in CSS pixels, as a signal; for canvases that fill their frame. */
import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function useSize(element: () => Element | undefined): Accessor<Size> {
  const [size, setSize] = createSignal<Size>({ width: 0, height: 0 });
  onMount(() => {
    const observed = element();
    if (observed === undefined) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(observed);
    onCleanup(() => observer.disconnect());
  });
  return size;
}
