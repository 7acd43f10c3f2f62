/** What rows of one series must keep to among themselves: unit and order of times, order of ids, shape of bars. */

import type { DecimalColumn } from './columns.ts';
import { ReplayImportError } from './import-error.ts';
import { detectTimeUnit } from './time-unit.ts';

/** Trades are recorded by several machines: stamps may step back this little, microseconds. */
const timeBackMaxUs = 1_000_000;

export class RowCheck {
  readonly #file: string;
  /** Of the row now checked. */
  line = 0;
  /** Whether the last time was before its predecessor's and took that instead. */
  movedTime = false;
  #unitUs = 0;
  #lastTime = -1;
  #lastId = -1;

  constructor(file: string) {
    this.#file = file;
  }

  /** Microseconds of a stamp in the file's unit. Bars must rise; trades may stand still, or step back by a second at most. */
  time(stamp: number, kind: 'trades' | 'bars'): number {
    if (this.#unitUs === 0) this.#unitUs = detectTimeUnit(this.#file, this.line, stamp);
    const time = stamp * this.#unitUs;
    this.movedTime = false;
    if (kind === 'bars' && time <= this.#lastTime) this.#refuse('an open time after its predecessor', `${stamp}`);
    if (time < this.#lastTime) {
      if (time < this.#lastTime - timeBackMaxUs) {
        this.#refuse(`a time not before ${this.#lastTime / this.#unitUs}`, `${stamp}`);
      }
      this.movedTime = true;
      return this.#lastTime;
    }
    if (!Number.isSafeInteger(time) || time - this.#lastTime > gapMaxUs) this.#timeOutOfUnit(stamp);
    this.#lastTime = time;
    return time;
  }

  /** Trade ids rise; -1 when the layout has none. */
  id(id: number): void {
    if (id < 0) return;
    if (id <= this.#lastId) this.#refuse(`an id above ${this.#lastId}`, `${id}`);
    this.#lastId = id;
  }

  /** False for a row that is no trade (price 0 and quantity 0 occur in real streams). */
  trade(price: number, quantity: number): boolean {
    if (price > 0 && quantity > 0) return true;
    if (price === 0 && quantity === 0) return false;
    this.#refuse('a price and a quantity above 0', price === 0 ? 'price 0' : 'quantity 0');
  }

  /** The last four prices: low ≤ open, close ≤ high, all above 0. */
  bar(prices: DecimalColumn): void {
    const at = prices.length - 4;
    const [open, high, low, close] = [prices.at(at), prices.at(at + 1), prices.at(at + 2), prices.at(at + 3)];
    if (low <= 0) this.#refuse('prices above 0', 'low 0');
    if (low > open || low > close) this.#refuse('a low not above open and close', 'one above');
    if (high < open || high < close) this.#refuse('a high not below open and close', 'one below');
  }

  #timeOutOfUnit(stamp: number): void {
    if (this.#lastTime < 0) return;
    this.#refuse('times of one unit, ten years apart at most', `${stamp} after ${this.#lastTime / this.#unitUs}`);
  }

  #refuse(expected: string, found: string): never {
    throw new ReplayImportError(this.#file, this.line, expected, found);
  }
}

/** Ten years in microseconds: a step larger than this is a change of unit, not a pause. */
const gapMaxUs = 10 * 366 * 86_400_000_000;
