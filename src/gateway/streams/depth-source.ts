/**
 * `@depth`: changes of levels as absolute quantities, with the book's own counter. Every message starts one after the last
 * one ended, whatever the pace; several changes of one level in between collapse to the last. `@depth5` and siblings: the
 * best levels whenever the book has changed.
 */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { Side } from '../../core/messages/command.ts';
import { levelRows } from '../wire/market-json.ts';
import { eventTime, type SourceContext, type StreamSource } from './stream-source.ts';

export class DepthSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;
  readonly #quick: boolean;
  readonly #bids = new Set<number>();
  readonly #asks = new Set<number>();
  #lastUpdateId: number;

  constructor(context: SourceContext, instrument: Instrument, quick: boolean) {
    this.#context = context;
    this.#instrument = instrument;
    this.#quick = quick;
    this.#lastUpdateId = context.session.floor.book(instrument.index).updateId;
  }

  level(side: number, price: number): void {
    (side === 0 ? this.#bids : this.#asks).add(price);
  }

  quick(): void {
    if (this.#quick) this.#emit();
  }

  second(): void {
    if (!this.#quick) this.#emit();
  }

  #emit(): void {
    const { session, publish } = this.#context;
    const { updateId } = session.floor.book(this.#instrument.index);
    if (updateId === this.#lastUpdateId) return;
    publish(
      `{"e":"depthUpdate","E":${eventTime(this.#context)},"s":"${this.#instrument.name}",` +
        `"U":${this.#lastUpdateId + 1},"u":${updateId},` +
        `"b":[${this.#rows('buy', this.#bids)}],"a":[${this.#rows('sell', this.#asks)}]}`,
    );
    this.#lastUpdateId = updateId;
    this.#bids.clear();
    this.#asks.clear();
  }

  #rows(side: Side, prices: ReadonlySet<number>): string {
    const book = this.#context.session.floor.book(this.#instrument.index);
    const sign = side === 'buy' ? -1 : 1;
    const levels: number[] = [];
    for (const price of [...prices].sort((a, b) => sign * (a - b))) levels.push(price, book.levelQuantity(side, price));
    return levelRows(this.#instrument, levels);
  }
}

export class LevelsSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;
  readonly #levels: number;
  readonly #quick: boolean;
  #lastUpdateId = -1;

  constructor(context: SourceContext, instrument: Instrument, levels: number, quick: boolean) {
    this.#context = context;
    this.#instrument = instrument;
    this.#levels = levels;
    this.#quick = quick;
  }

  quick(): void {
    if (this.#quick) this.#emit();
  }

  second(): void {
    if (!this.#quick) this.#emit();
  }

  #emit(): void {
    const book = this.#context.session.floor.book(this.#instrument.index);
    if (book.updateId === this.#lastUpdateId) return;
    this.#lastUpdateId = book.updateId;
    this.#context.publish(this.present());
  }

  present(): string {
    const book = this.#context.session.floor.book(this.#instrument.index);
    const bids = levelRows(this.#instrument, book.depth('buy', this.#levels));
    const asks = levelRows(this.#instrument, book.depth('sell', this.#levels));
    return `{"lastUpdateId":${book.updateId},"bids":[${bids}],"asks":[${asks}]}`;
  }
}
