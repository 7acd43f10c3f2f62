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
}

const left = 12;
const above = 5;

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
          for (const { price, title } of this.#labels) {
            const y = this.#attached?.series.priceToCoordinate(price);
            if (y !== null && y !== undefined) context.fillText(title, left, y - above);
          }
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

  show(labels: readonly LineLabel[], color: string): void {
    this.#labels = labels;
    this.#color = color;
    this.#attached?.requestUpdate();
  }
}
