/**
 * What happens on a book by itself: fixed records in a ring that keeps the last ones, so that writing costs the same for
 * ever. A reader that must see all reads at least every `bookEventsKept` records.
 */
export const bookEvent = { accepted: 1, traded: 2, canceled: 3, replaced: 4, refused: 5 } as const;

export const bookEventsKept = 4096;
/** Doubles per record: type, side, order (the taker of a trade), maker, price, quantity, and two spare. */
const stride = 8;

export class BookEvents {
  /** Records written since the start. */
  count = 0;
  readonly #records = new Float64Array(bookEventsKept * stride);

  write(type: number, side: number, order: number, maker: number, price: number, quantity: number): void {
    const at = (this.count++ & 4095) << 3;
    const records = this.#records;
    records[at] = type;
    records[at + 1] = side;
    records[at + 2] = order;
    records[at + 3] = maker;
    records[at + 4] = price;
    records[at + 5] = quantity;
  }

  /** The fields of a record by its number, 0 for the first ever written. */
  read(number: number): { type: number; side: number; order: number; maker: number; price: number; quantity: number } {
    const at = (number % bookEventsKept) * stride;
    const [type = 0, side = 0, order = 0, maker = 0, price = 0, quantity = 0] = this.#records.subarray(at, at + stride);
    return { type, side, order, maker, price, quantity };
  }
}
