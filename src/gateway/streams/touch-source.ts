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

  refresh(): void {
    this.#updateId = -1;
    this.#last = '';
  }

  flush(): void {
    const book = this.#context.session.floor.book(this.#instrument.index);
    if (book.updateId === this.#updateId) return;
    this.#updateId = book.updateId;
    const bid = book.bestBid();
    const ask = book.bestAsk();
    const touch =
      `"b":"${formatPrice(this.#instrument, Math.max(bid, 0))}",` +
      `"B":"${formatQuantity(this.#instrument, bid < 0 ? 0 : book.levelQuantity('buy', bid))}",` +
      `"a":"${formatPrice(this.#instrument, Math.max(ask, 0))}",` +
      `"A":"${formatQuantity(this.#instrument, ask < 0 ? 0 : book.levelQuantity('sell', ask))}"`;
    if (touch === this.#last) return;
    this.#last = touch;
    this.#context.publish(`{"u":${book.updateId},"s":"${this.#instrument.name}",${touch}}`);
  }
}
