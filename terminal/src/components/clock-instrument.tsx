/** The floor's clock in milliseconds; with pause, step and speed where the visitor may use them. */
import { createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import { clockText } from '../views/figures.ts';
import { useTerminal } from './use-terminal.ts';

const rates: readonly number[] = [1, 10, 100, 1000];
const stepMs = 1000;
/** Milliseconds between two readings of the clock; calmer when the visitor asked for less motion. */
const readingMs = 47;
const calmReadingMs = 1000;

export function ClockInstrument() {
  const { floor, market, notices } = useTerminal();
  const [text, setText] = createSignal('--:--:--.---');
  onMount(() => {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const timer = setInterval(
      () => {
        const now = floor.now();
        // Without a connection nobody knows the floor's time: the clock stands.
        if (now !== undefined && !document.hidden && market.link() === 'open') setText(clockText(now));
      },
      calm ? calmReadingMs : readingMs,
    );
    onCleanup(() => clearInterval(timer));
  });
  const clock = () => floor.status()?.clock;
  /** A rate that no button stands for: programs may set any. */
  const otherRate = (): number | undefined => {
    const rate = clock()?.rate;
    return rate === undefined || rates.includes(rate) ? undefined : rate;
  };
  const tried = (action: Promise<void>): void => {
    action.catch((failure: Error) => notices.say('bad', 'The clock did not move', failure.message));
  };

  return (
    <fieldset class="clock">
      <legend class="visually-hidden">Floor clock (UTC)</legend>
      <Show when={floor.status()?.clockControl}>
        <button
          type="button"
          aria-pressed={clock()?.paused === true}
          aria-label={clock()?.paused ? 'Resume' : 'Pause'}
          onClick={() => tried(floor.setClock({ paused: clock()?.paused !== true }))}
        >
          {clock()?.paused ? '▸' : '❚❚'}
        </button>
        <button
          type="button"
          aria-label="Step one second"
          disabled={clock()?.paused !== true}
          onClick={() => tried(floor.step(stepMs))}
        >
          ▸❙
        </button>
      </Show>
      <time class="figure clock-time" title="Floor time, UTC">
        {text()}
      </time>
      <Show
        when={floor.status()?.clockControl}
        fallback={<span class="clock-rate figure">{clock()?.paused ? 'paused' : `×${clock()?.rate ?? 1}`}</span>}
      >
        <For each={rates}>
          {(rate) => (
            <button
              type="button"
              aria-pressed={clock()?.rate === rate}
              aria-label={`Speed ${rate} times`}
              onClick={() => tried(floor.setClock({ rate }))}
            >
              ×{rate}
            </button>
          )}
        </For>
        <Show when={otherRate()}>{(rate) => <span class="clock-rate figure">×{rate()}</span>}</Show>
      </Show>
    </fieldset>
  );
}
