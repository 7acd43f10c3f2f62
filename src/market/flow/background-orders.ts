/**
 * The ids of one symbol's background orders, in two heaps to pick from at random: those near the best prices, which are
 * cancelled soon, and those far from them, which are drawn less often because most draws would leave them where they are.
 * An order found in the wrong heap is moved when it is drawn.
 *
 * Orders that were filled or withdrawn stay in until they are picked: they are picked as often as any other, so the living
 * keep their rates and no index by id is needed.
 */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

export class OrderHeap {
  #ids = new Float64Array(256);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  at(index: number): number {
    return this.#ids[index] as number;
  }

  add(id: number): void {
    if (this.#count === this.#ids.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#ids);
      this.#ids = grown;
    }
    this.#ids[this.#count++] = id;
  }

  /** The last one takes its place. */
  removeAt(index: number): void {
    this.#count--;
    this.#ids[index] = this.#ids[this.#count] as number;
  }

  clear(): void {
    this.#count = 0;
  }

  encode(out: ByteWriter): void {
    out.u32(this.#count);
    for (let i = 0; i < this.#count; i++) out.f64(this.#ids[i] as number);
  }

  decode(input: ByteReader): void {
    this.#count = 0;
    for (let left = input.u32(); left > 0; left--) this.add(input.f64());
  }
}

export class BackgroundOrders {
  readonly near = new OrderHeap();
  readonly far = new OrderHeap();

  clear(): void {
    this.near.clear();
    this.far.clear();
  }

  encode(out: ByteWriter): void {
    this.near.encode(out);
    this.far.encode(out);
  }

  decode(input: ByteReader): void {
    this.near.decode(input);
    this.far.decode(input);
  }
}
