/** `@bookTicker`: best bid and ask whenever either changed; `u` is the book's counter. No event name, no event time. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { formatPrice, formatQuantity } from '../../core/units/convert.ts';
import type { SourceContext, StreamSource } from './stream-source.ts';

export class TouchSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;
  #updateId = -1;
  #last = '';

  constructor(context: SourceContext, instrument: Instrument) {
    this.#context = context;
    this.#instrument = instrument;
  }

  flush(): void {
    const book = this.#context.session.floor.book(this.#instrument.index);
    if (book.updateId === this.#updateId) return;
    this.#updateId = book.updateId;
    const touch = this.#touch();
    if (touch === this.#last) return;
    this.#last = touch;
    this.#context.publish(this.#text(touch));
  }

  present(): string {
    return this.#text(this.#touch());
  }

  #touch(): string {
    const book = this.#context.session.floor.book(this.#instrument.index);
    const bid = book.bestBid();
    const ask = book.bestAsk();
    return (
      `"b":"${formatPrice(this.#instrument, Math.max(bid, 0))}",` +
      `"B":"${formatQuantity(this.#instrument, bid < 0 ? 0 : book.levelQuantity('buy', bid))}",` +
      `"a":"${formatPrice(this.#instrument, Math.max(ask, 0))}",` +
      `"A":"${formatQuantity(this.#instrument, ask < 0 ? 0 : book.levelQuantity('sell', ask))}"`
    );
  }

  #text(touch: string): string {
    const { updateId } = this.#context.session.floor.book(this.#instrument.index);
    return `{"u":${updateId},"s":"${this.#instrument.name}",${touch}}`;
  }
}
