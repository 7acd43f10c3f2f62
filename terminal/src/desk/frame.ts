/**
 * One animation frame draws everything: whoever changes something marks it, marks of the same name merge, and the next
 * frame runs each once. While the page is hidden nothing is drawn and nothing piles up.
 */
import { batch } from 'solid-js';

export interface Frame {
  mark(name: string, draw: () => void): void;
}

export function createFrame(): Frame {
  const marked = new Map<string, () => void>();
  const flush = (): void => {
    const draws = [...marked.values()];
    marked.clear();
    batch(() => {
      for (const draw of draws) draw();
    });
  };
  return {
    mark(name, draw) {
      if (marked.size === 0) requestAnimationFrame(flush);
      marked.set(name, draw);
    },
  };
}
