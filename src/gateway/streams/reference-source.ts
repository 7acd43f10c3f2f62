/** `@referencePrice`: what a symbol's price range is measured from, every second; null while its window has no trade. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { referencePriceText } from '../wire/reference-price-text.ts';
import { wireTime } from '../wire/time-unit.ts';
import type { SourceContext, StreamSource } from './stream-source.ts';

export class ReferenceSource implements StreamSource {
  readonly #context: SourceContext;
  readonly #instrument: Instrument;

  constructor(context: SourceContext, instrument: Instrument) {
    this.#context = context;
    this.#instrument = instrument;
  }

  second(): void {
    const payload = this.present();
    if (payload !== undefined) this.#context.publish(payload);
  }

  begin(): void {
    this.second();
  }

  /** Nothing for a symbol that has none, or never had one. */
  present(): string | undefined {
    const { session, unit } = this.#context;
    const { index, name, definition } = this.#instrument;
    if (definition.referencePrice === undefined || session.floor.lastPrice(index) === undefined) {
      return undefined;
    }
    const price = session.floor.referencePrice(index);
    const time = wireTime(session.floor.time, unit);
    return `{"e":"referencePrice","s":"${name}","r":${referencePriceText(price)},"t":${time}}`;
  }
}
