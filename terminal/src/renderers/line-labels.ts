/** Words beside the chart's order lines, at the left edge, where no candle is being made. */
import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import { numberFont } from './palette.ts';

export interface LineLabel {
  readonly price: number;
  readonly title: string;
  /** By which it is named when it is moved; undefined for a line that stays. */
  readonly key: string | undefined;
}

const left = 12;
const above = 5;
/** The chart's legend stands above it: words of a line up there go below the line. */
const highest = 40;
/** Of a line of words. Where two would touch, the lower one is left out: the order table has them all. */
const lineHeight = 13;

export class LineLabels implements ISeriesPrimitive<Time> {
  #attached: SeriesAttachedParameter<Time> | undefined;
  #labels: readonly LineLabel[] = [];
  #color = '';
  readonly #views: readonly IPrimitivePaneView[];

  constructor() {
    const renderer: IPrimitivePaneRenderer = {
      draw: (target) =>
        target.useMediaCoordinateSpace(({ context }) => {
          context.font = `11px ${numberFont}`;
          context.textBaseline = 'alphabetic';
          context.fillStyle = this.#color;
          for (const { title, y } of this.#readable()) context.fillText(title, left, y);
        }),
    };
    this.#views = [{ renderer: () => renderer, zOrder: () => 'top' }];
  }

  attached(parameter: SeriesAttachedParameter<Time>): void {
    this.#attached = parameter;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  /** With the base line of their words. */
  #readable(): readonly { readonly title: string; readonly y: number }[] {
    const placed = this.#labels.flatMap(({ price, title }) => {
      const y = this.#attached?.series.priceToCoordinate(price);
      return y === null || y === undefined || y < 0 ? [] : [{ title, y: Math.max(highest, y - above) }];
    });
    let last = Number.NEGATIVE_INFINITY;
    return placed
      .sort((a, b) => a.y - b.y)
      .filter(({ y }) => {
        if (y - last < lineHeight) return false;
        last = y;
        return true;
      });
  }

  show(labels: readonly LineLabel[], color: string): void {
    this.#labels = labels;
    this.#color = color;
    this.#attached?.requestUpdate();
  }
}
