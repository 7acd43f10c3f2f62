/** Whether the market data is live: a word, a shape and a colour, with the last round trip and the age of the last event. */
import { createSignal, onCleanup } from 'solid-js';
import { useTerminal } from './use-terminal.ts';

const quietMs = 3_000;

export function ConnectionState() {
  const { market, floor } = useTerminal();
  const [age, setAge] = createSignal(0);
  const timer = setInterval(() => setAge(performance.now() - market.heardAt()), 500);
  onCleanup(() => clearInterval(timer));
  const state = (): 'live' | 'quiet' | 'paused' | 'lost' => {
    if (market.link() !== 'open') return 'lost';
    if (floor.status()?.clock.paused) return 'paused';
    return age() > quietMs ? 'quiet' : 'live';
  };
  const text = (): string => {
    const seconds = `${(age() / 1000).toFixed(0)} s`;
    switch (state()) {
      case 'lost':
        return market.link() === 'connecting' ? 'connecting' : `offline ${seconds}`;
      case 'quiet':
        return `quiet ${seconds}`;
      case 'paused':
        return 'paused';
      case 'live': {
        const latency = market.latency();
        return latency === undefined ? 'live' : `${Math.max(1, Math.round(latency))} ms`;
      }
    }
  };
  return (
    <output class="connection" data-state={state()} aria-live="off" title={`Market data: ${state()}; last round trip`}>
      <span class="connection-mark" aria-hidden="true" />
      <span class="visually-hidden">{`Market data ${state()} `}</span>
      <span class="figure">{text()}</span>
    </output>
  );
}
