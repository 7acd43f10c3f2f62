/**
 * One vital sign: its figure now, its line over the last half hour, and the moment that pointer or arrow keys point at. The pointer is a range
 * field over the chart, so that keyboard and screen reader get the same reading.
 */
import { createMemo, createSignal, Show } from 'solid-js';
import { secondsText } from '../views/figures.ts';
import { boxHeight, boxWidth, chartShape } from './chart-shape.ts';
import { columnOf, type Status } from './status.ts';
import { figureWithUnit, type Vital } from './vitals-table.ts';

const windowMs = 30 * 60_000;

export function VitalChart(props: { readonly vital: Vital; readonly status: Status }) {
  const [index, setIndex] = createSignal<number | undefined>(undefined, { name: 'index' });
  const points = createMemo(() => columnOf(props.status, props.vital.column, props.vital.factor));
  const toMs = (): number => props.status.server.nowMs;
  const shape = createMemo(() => chartShape(points(), { fromMs: toMs() - windowMs, toMs: toMs() }, props.vital.least));
  const pointed = () => {
    const at = index();
    return at === undefined ? undefined : points()[Math.min(at, points().length - 1)];
  };
  const read = () => pointed() ?? points().at(-1);
  const shown = createMemo(() => {
    const value = read()?.value ?? null;
    return value === null ? (['–', ''] as const) : figureWithUnit(value, props.vital.unit);
  });
  const spoken = (): string => (shown()[0] === '–' ? 'nothing to measure' : shown().join(' '));
  const isAbove = (): boolean => {
    const { limit } = props.vital;
    return limit !== undefined && (points().at(-1)?.value ?? 0) > limit;
  };
  const crossX = (): number | undefined => {
    const at = pointed()?.atMs;
    return at === undefined ? undefined : ((at - toMs() + windowMs) / windowMs) * boxWidth;
  };
  const limitY = (): number | undefined => {
    const { limit } = props.vital;
    return limit === undefined || limit > shape().top ? undefined : (1 - limit / shape().top) * boxHeight;
  };
  const point = (event: PointerEvent & { currentTarget: HTMLInputElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const atMs = toMs() - windowMs + ((event.clientX - left) / width) * windowMs;
    const after = points().findIndex((one) => one.atMs >= atMs);
    setIndex(after < 0 ? points().length - 1 : after);
  };

  return (
    <figure class="sheet vital" data-above={isAbove()}>
      <figcaption>
        <span class="vital-title">{props.vital.title}</span>
        <span class="vital-figure">
          <b class="figure">{shown()[0]}</b>
          <span class="dim">{shown()[1]}</span>
        </span>
        <span class="vital-about">
          <Show when={isAbove()} fallback={props.vital.about}>
            <span class="warning">▲ above {`${props.vital.limit} ${props.vital.unit}`}: an alert is due</span>
          </Show>
        </span>
      </figcaption>
      <div class="vital-area">
        <svg viewBox={`0 0 ${boxWidth} ${boxHeight}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="vital-grid" d={`M0 ${boxHeight}H${boxWidth}M0 0H${boxWidth}M0 ${boxHeight / 2}H${boxWidth}`} />
          <Show when={limitY()}>{(y) => <path class="vital-limit" d={`M0 ${y()}H${boxWidth}`} />}</Show>
          <path class="vital-line" d={shape().lines} />
          <Show when={crossX()}>{(x) => <path class="vital-cross" d={`M${x()} 0V${boxHeight}`} />}</Show>
        </svg>
        <span class="vital-top figure">{figureWithUnit(shape().top, props.vital.unit).join(' ')}</span>
        <input
          type="range"
          class="vital-pointer"
          min={0}
          max={Math.max(0, points().length - 1)}
          value={index() ?? Math.max(0, points().length - 1)}
          disabled={points().length === 0}
          aria-label={`${props.vital.title}: ${props.vital.about}`}
          aria-valuetext={`${spoken()} at ${secondsText(read()?.atMs ?? toMs())}`}
          onInput={(event) => setIndex(event.currentTarget.valueAsNumber)}
          onPointerMove={point}
          onPointerLeave={() => setIndex(undefined)}
          onBlur={() => setIndex(undefined)}
        />
      </div>
      <div class="vital-time">
        <Show when={pointed()} fallback={<span>30 min ago</span>}>
          {(one) => <span class="figure">{secondsText(one().atMs)} UTC</span>}
        </Show>
        <span>now</span>
      </div>
    </figure>
  );
}
