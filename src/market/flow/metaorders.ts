/**
 * Large orders at work: a few at a time, each a run of taker orders of one sign with a heavy-tailed length. They give
 * aggressor signs their long memory.
 */
import type { SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { power } from '../math/exp-log.ts';
import type { Random } from '../math/random.ts';

const POOL = 4;
const REPEAT = 0.5;
const CHILDREN_LEAST = 4;
const CHILDREN_MOST = 400;
const TAIL = 1.5;

export class Metaorders {
  readonly #sides = new Uint8Array(POOL);
  readonly #left = new Uint32Array(POOL);
  #last = 0;

  constructor(random: Random) {
    for (let i = 0; i < POOL; i++) this.#renew(i, random);
  }

  /** Side of the next child: of the same metaorder again or of any. */
  nextSide(random: Random): SideCode {
    if (random.uniform() >= REPEAT) this.#last = Math.floor(random.uniform() * POOL);
    const i = this.#last;
    const side = this.#sides[i] as SideCode;
    const left = (this.#left[i] as number) - 1;
    this.#left[i] = left;
    if (left === 0) this.#renew(i, random);
    return side;
  }

  encode(out: ByteWriter): void {
    for (let i = 0; i < POOL; i++) {
      out.u8(this.#sides[i] as number);
      out.u32(this.#left[i] as number);
    }
    out.u8(this.#last);
  }

  decode(input: ByteReader): void {
    for (let i = 0; i < POOL; i++) {
      this.#sides[i] = input.u8();
      this.#left[i] = input.u32();
    }
    this.#last = input.u8();
  }

  #renew(i: number, random: Random): void {
    this.#sides[i] = random.uniform() < 0.5 ? 0 : 1;
    this.#left[i] = Math.min(CHILDREN_MOST, Math.floor(CHILDREN_LEAST * power(random.uniform(), -1 / TAIL)));
  }
}
