/**
 * SIGTERM and SIGINT. The first asks for an orderly stop; a later one ends the process at once. An interrupt from the
 * keyboard may arrive several times within a moment (from the terminal, and passed on by npm): those count as one.
 */
const samePressMs = 500;

export interface StopSignal {
  /** Resolves to the signal that asked for the stop. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Lets the process be ended by signals as if nobody listened. */
  stopListening(): void;
}

export function listenForStop(endAtOnce: () => void, now: () => number = Date.now): StopSignal {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let firstMs: number | undefined;
  const heard = (signal: NodeJS.Signals) => {
    const atMs = now();
    if (firstMs === undefined) {
      firstMs = atMs;
      resolve(signal);
    } else if (atMs - firstMs > samePressMs) {
      endAtOnce();
    }
  };
  process.on('SIGTERM', heard).on('SIGINT', heard);
  return {
    asked: promise,
    stopListening: () => void process.off('SIGTERM', heard).off('SIGINT', heard),
  };
}
