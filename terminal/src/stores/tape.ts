/** The last trades of one symbol, newest first, bounded. Ids decide what is new, so a REST page and the stream may overlap. */
import type { AggregateTrade } from '../wire/rest.ts';
import { lotsOf, type Market, ticksOf } from './market.ts';

export interface Print {
  readonly id: number;
  readonly price: number;
  readonly lots: number;
  readonly timeMs: number;
  /** Side of the taker. */
  readonly side: 'buy' | 'sell';
}

const printsMax = 200;

export class Tape {
  readonly market: Market;
  #prints: Print[] = [];

  constructor(market: Market) {
    this.market = market;
  }

  /** Newest first. */
  get prints(): readonly Print[] {
    return this.#prints;
  }

  /** Side of the last price's movement against the price before it: what the arrow shows. */
  get direction(): 'up' | 'down' | 'flat' {
    const last = this.#prints[0]?.price;
    if (last === undefined) return 'flat';
    const before = this.#prints.find((print) => print.price !== last)?.price;
    if (before === undefined) return 'flat';
    return last > before ? 'up' : 'down';
  }

  /** Takes trades in rising order of ids; those already known are skipped. */
  add(trades: readonly AggregateTrade[]): readonly Print[] {
    const newest = this.#prints[0]?.id ?? -1;
    const fresh = trades.filter((trade) => trade.a > newest).map((trade) => this.#print(trade));
    if (fresh.length > 0) this.#prints = [...fresh.slice().reverse(), ...this.#prints].slice(0, printsMax);
    return fresh;
  }

  /** Puts prints back in front of what was loaded, newest first. */
  restore(prints: readonly Print[]): void {
    this.#prints = [...prints, ...this.#prints].slice(0, printsMax);
  }

  #print(trade: AggregateTrade): Print {
    return {
      id: trade.a,
      price: ticksOf(this.market, trade.p),
      lots: lotsOf(this.market, trade.q),
      timeMs: trade.T,
      side: trade.m ? 'sell' : 'buy',
    };
  }
}
