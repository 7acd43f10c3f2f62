/** What plays one symbol's recording on the floor. All of it in floor time, microseconds. */
import type { MarketAccess } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

export interface Player {
  /** Of its next record; Infinity behind the last. */
  nextTime(): number;
  /** Puts the cursor to the first record at or after the floor's start and the book where it stood there. */
  open(access: MarketAccess, startUs: number): void;
  /** Plays the next record. */
  play(access: MarketAccess): void;
  /** Lets the next record pass unplayed: the symbol does not trade. What follows finds its way from there. */
  pass(): void;
  /** Plays the next record of a period nobody watches: the same trades, the book only as far as users' orders need it. */
  playCoarse(access: MarketAccess): void;
  /** After a period played coarsely, in a symbol that trades. */
  endCoarse(access: MarketAccess, time: number): void;
  /** A user took from the book. */
  userTraded(): void;
  encode(out: ByteWriter): void;
  decode(input: ByteReader): void;
}
