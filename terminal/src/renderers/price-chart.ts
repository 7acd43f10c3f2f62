/**
 * The candle chart: lightweight-charts behind the few calls the terminal needs. Given candles, marks and lines it shows
 * them; given nothing it shows nothing. Its logo is replaced by our own attribution in the page, because the library adds
 * the logo with an inline style sheet, which the page's security policy forbids.
 */
import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Candle } from '../stores/candles.ts';
import type { ChartMark } from '../views/chart-marks.ts';
import { grouped } from '../views/figures.ts';
import { dragLines } from './line-drag.ts';
import { type LineLabel, LineLabels } from './line-labels.ts';
import { numberFont, type Palette } from './palette.ts';

export interface ChartEvents {
  /** The candle under the crosshair; undefined when it is elsewhere. */
  pointed(time: number | undefined): void;
  /** The reader sees the beginning of what is loaded. */
  nearBeginning(): void;
  /** A line was let go at another price. */
  moved(key: string, ticks: number): void;
}

const candlesAtFirst = 140;
const spaceRight = 6;
/** Candles that a frame appends one by one. Each makes the library go through all it has: on a fast floor all are given at once. */
const newerMax = 4;
/** Pixels from a line at which the mouse takes it. */
const reach = 5;

export class PriceChart {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #marks: ISeriesMarkersPluginApi<Time>;
  #lines: IPriceLine[] = [];
  #shown: readonly LineLabel[] = [];
  #tick = 1;
  /** Where a line that is dragged would be let go. */
  #ghost: IPriceLine | undefined;
  readonly #endDrags: () => void;
  readonly #labels = new LineLabels();
  #palette: Palette;
  #lastDrawn = 0;
  /** How many candles are shown. */
  #drawn = 0;

  constructor(container: HTMLElement, palette: Palette, events: ChartEvents) {
    this.#palette = palette;
    this.#chart = createChart(container, {
      autoSize: true,
      layout: { attributionLogo: false, fontFamily: numberFont, fontSize: 11 },
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: { timeVisible: true, secondsVisible: true, rightOffset: spaceRight, borderVisible: false },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.12, bottom: 0.22 } },
      localization: { locale: 'en-GB' },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.#marks = createSeriesMarkers(this.#candles, []);
    this.#candles.attachPrimitive(this.#labels);
    this.paint(palette);
    this.#chart.subscribeCrosshairMove(({ time }) => events.pointed(typeof time === 'number' ? time : undefined));
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < 10) events.nearBeginning();
    });
    this.#endDrags = dragLines(container, {
      lineAt: (x, y) => this.#lineAt(x, y),
      ghost: (y) => this.#drawGhost(y),
      dropped: (key, y) => {
        const ticks = this.#ticksAt(y);
        if (ticks !== undefined) events.moved(key, ticks);
      },
    });
  }

  /** New colours: a theme was chosen. */
  paint(palette: Palette): void {
    this.#palette = palette;
    this.#chart.applyOptions({
      layout: { background: { type: ColorType.Solid, color: palette.sheet }, textColor: palette.ink2 },
      grid: { vertLines: { visible: false }, horzLines: { color: palette.line } },
      crosshair: {
        vertLine: { color: palette.ink3, labelBackgroundColor: palette.ink3 },
        horzLine: { color: palette.ink3, labelBackgroundColor: palette.ink3 },
      },
    });
    this.#candles.applyOptions({
      upColor: palette.up,
      downColor: palette.down,
      wickUpColor: palette.up,
      wickDownColor: palette.down,
    });
  }

  /** Another symbol: other decimals, another picture. */
  format(decimals: number, tick: number): void {
    this.#tick = tick;
    const formatter = (price: number): string => grouped(price.toFixed(decimals), decimals);
    this.#candles.applyOptions({ priceFormat: { type: 'custom', formatter, minMove: tick } });
  }

  /** Seconds matter only for short candles. */
  showSeconds(seconds: boolean): void {
    this.#chart.applyOptions({ timeScale: { secondsVisible: seconds } });
  }

  replace(candles: readonly Candle[], rewind: boolean): void {
    const before = this.#chart.timeScale().getVisibleLogicalRange();
    const newer = this.#newerOf(candles);
    const older = candles.length - newer - this.#drawn;
    const isAtEnd = before !== null && before.to > this.#drawn - 1;
    this.#drawn = candles.length;
    this.#candles.setData(candles.map(bar));
    this.#volume.setData(candles.map((candle) => this.#column(candle)));
    this.#lastDrawn = candles.at(-1)?.time ?? 0;
    if (rewind) {
      this.#chart.priceScale('right').applyOptions({ autoScale: true });
      this.#chart.timeScale().setVisibleLogicalRange({
        from: candles.length - candlesAtFirst,
        to: candles.length + spaceRight,
      });
    } else if (before !== null) {
      // Older candles come in front, or go: the same ones stay in sight. Newer ones are followed by who sees the last.
      const shift = older + (isAtEnd ? newer : 0);
      this.#chart.timeScale().setVisibleLogicalRange({ from: before.from + shift, to: before.to + shift });
    }
  }

  /** Only the newest candles changed. */
  follow(candles: readonly Candle[]): void {
    const newer = this.#newerOf(candles);
    if (newer > newerMax) {
      this.replace(candles, false);
      return;
    }
    // The last one drawn may have changed, too.
    for (const candle of candles.slice(-newer - 1)) {
      if (candle.time < this.#lastDrawn) continue;
      if (candle.time > this.#lastDrawn) this.#drawn += 1;
      this.#candles.update(bar(candle));
      this.#volume.update(this.#column(candle));
      this.#lastDrawn = candle.time;
    }
  }

  /** How many candles came after the last one drawn. */
  #newerOf(candles: readonly Candle[]): number {
    let newer = 0;
    while (newer < candles.length && (candles.at(-newer - 1)?.time ?? 0) > this.#lastDrawn) newer += 1;
    return newer;
  }

  marks(marks: readonly ChartMark[]): void {
    this.#marks.setMarkers(
      marks.map(({ time, side, text }) => ({
        time: time as UTCTimestamp,
        position: side === 'buy' ? ('belowBar' as const) : ('aboveBar' as const),
        shape: side === 'buy' ? ('arrowUp' as const) : ('arrowDown' as const),
        color: this.#palette.accent,
        text,
      })),
    );
  }

  lines(lines: readonly LineLabel[]): void {
    const color = this.#palette.accent;
    this.#shown = lines;
    this.#labels.show(lines, color);
    // Words change often, prices seldom: lines that stay are not drawn anew.
    const stay =
      lines.length === this.#lines.length &&
      this.#lines.every((line, index) => {
        const options = line.options();
        return options.price === lines[index]?.price && options.color === color;
      });
    if (stay) return;
    for (const line of this.#lines) this.#candles.removePriceLine(line);
    this.#lines = lines.map(({ price }) =>
      this.#candles.createPriceLine({
        price,
        color,
        lineStyle: LineStyle.Dashed,
        lineWidth: 1,
        axisLabelVisible: true,
      }),
    );
  }

  remove(): void {
    this.#endDrags();
    this.#chart.remove();
  }

  #lineAt(x: number, y: number): string | undefined {
    // Beyond it is the price axis, which has a use of its own for the mouse.
    if (x > this.#chart.timeScale().width()) return undefined;
    return this.#shown.find(({ key, price }) => {
      const at = this.#candles.priceToCoordinate(price);
      return key !== undefined && at !== null && Math.abs(at - y) <= reach;
    })?.key;
  }

  #drawGhost(y: number | undefined): void {
    const ticks = y === undefined ? undefined : this.#ticksAt(y);
    if (ticks === undefined) {
      if (this.#ghost !== undefined) this.#candles.removePriceLine(this.#ghost);
      this.#ghost = undefined;
      return;
    }
    const options = { price: ticks * this.#tick, color: this.#palette.accent, lineWidth: 2 } as const;
    if (this.#ghost === undefined) this.#ghost = this.#candles.createPriceLine(options);
    else this.#ghost.applyOptions(options);
  }

  #ticksAt(y: number): number | undefined {
    const price = this.#candles.coordinateToPrice(y);
    return price === null ? undefined : Math.max(1, Math.round(price / this.#tick));
  }

  #column(candle: Candle): { time: UTCTimestamp; value: number; color: string } {
    const color = candle.close >= candle.open ? this.#palette.upBar : this.#palette.downBar;
    return { time: candle.time as UTCTimestamp, value: candle.volume, color };
  }
}

function bar({ time, open, high, low, close }: Candle): {
  time: UTCTimestamp;
  open: number;
  high: number;
  low: number;
  close: number;
} {
  return { time: time as UTCTimestamp, open, high, low, close };
}
