/**
 * How the journal and the engine wait. Handed in, so that a simulation can run days of waiting in a moment and in an order
 * of its own choosing: nothing that runs a floor calls the platform's timers by itself.
 */
export interface Timers {
  /** Calls `run` once, after so many milliseconds; not at all when the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
  /** The same behind whatever has arrived already: sockets and other timers get their turn first. */
  soon(run: () => void): () => void;
}

export const systemTimers: Timers = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  soon(run) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};

export function pause(timers: Timers, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(milliseconds, resolve);
  });
}
