/**
 * A client's own copy of a book, kept by the documented recipe and by nothing else: buffer the diff stream, fetch a
 * snapshot, drop what is older, insist that the rest follows without a gap.
 */
import assert from 'node:assert/strict';

type Row = readonly [price: string, quantity: string];

export interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
}

export interface Diff {
  readonly U: number;
  readonly u: number;
  readonly b: readonly Row[];
  readonly a: readonly Row[];
}

export class BookFollower {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  updateId = -1;

  /** False when the snapshot is older than the first buffered event: fetch another. */
  begin(snapshot: Snapshot, buffered: readonly Diff[]): boolean {
    const [first] = buffered;
    if (first !== undefined && snapshot.lastUpdateId < first.U - 1) return false;
    for (const [price, quantity] of snapshot.bids) this.bids.set(price, quantity);
    for (const [price, quantity] of snapshot.asks) this.asks.set(price, quantity);
    this.updateId = snapshot.lastUpdateId;
    for (const diff of buffered) this.follow(diff);
    return true;
  }

  follow(diff: Diff): void {
    if (diff.u <= this.updateId) return;
    assert.ok(diff.U <= this.updateId + 1, `a gap: have ${this.updateId}, got ${diff.U} to ${diff.u}`);
    for (const [price, quantity] of diff.b) change(this.bids, price, quantity);
    for (const [price, quantity] of diff.a) change(this.asks, price, quantity);
    this.updateId = diff.u;
    assert.ok(this.bestBid() < this.bestAsk(), 'the book is crossed');
  }

  bestBid(): number {
    return Math.max(...[...this.bids.keys()].map(Number));
  }

  bestAsk(): number {
    return Math.min(...[...this.asks.keys()].map(Number));
  }

  /** As a snapshot shows it. */
  rows(): { readonly bids: readonly Row[]; readonly asks: readonly Row[] } {
    return {
      bids: [...this.bids].sort((a, b) => Number(b[0]) - Number(a[0])),
      asks: [...this.asks].sort((a, b) => Number(a[0]) - Number(b[0])),
    };
  }
}

function change(side: Map<string, string>, price: string, quantity: string): void {
  if (Number(quantity) === 0) side.delete(price);
  else side.set(price, quantity);
}
