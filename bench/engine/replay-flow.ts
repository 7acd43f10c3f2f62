/** How a flow is played into an engine, and how its answer is compared with the flow's own. Shared by all benchmarks on flows. */
import { type Answer, Fingerprint } from './answer.ts';
import { type Contender, drainEvery } from './contender.ts';
import { type Flow, operation } from './flow.ts';

/** Operations `from` up to but not including `to`, drained every `drainEvery`. */
export function replay(engine: Contender, { records }: Flow, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    replayOne(engine, records, i);
    if (i % drainEvery === 0) engine.drain();
  }
}

/** Replays a whole flow on a new engine. Throws when trades, orders or book are not the flow's answer. */
export function verify(engine: Contender, toReplay: Flow): void {
  const trades = new Fingerprint();
  for (let i = 0; i < toReplay.operations; i++) {
    const { records } = toReplay;
    replayOne(engine, records, i);
    engine.drain((taker, maker, price, quantity) => trades.trade(taker, maker, price, quantity));
  }
  checkAnswer(engine, toReplay, trades);
}

/** Throws when the book that a replay left, or the trades it told, are not the flow's answer. */
export function checkAnswer(engine: Contender, { answer, profile }: Flow, trades: Fingerprint): void {
  const book = new Fingerprint();
  let resting = 0;
  engine.eachResting((id, price, leaves) => {
    book.order(id, price, leaves);
    resting++;
  });
  const found: Answer = {
    trades: trades.trades,
    tradedLots: trades.lots,
    tradeHash: trades.hash,
    rejects: engine.rejects,
    resting,
    bestBid: engine.bestBid(),
    bestAsk: engine.bestAsk(),
    bookHash: book.hash,
  };
  const expected = JSON.stringify(answer);
  if (JSON.stringify(found) !== expected) {
    throw new Error(`${profile} is answered wrongly: expected ${expected}, found ${JSON.stringify(found)}`);
  }
}

/** Operation `i` of a flow, without a drain behind it. */
export function replayOne(engine: Contender, records: Int32Array, i: number): void {
  const at = i << 2;
  const word = records[at] as number;
  const id = records[at + 1] as number;
  const kind = word & 0xff;
  if (kind === operation.cancel) {
    engine.cancel(id);
    return;
  }
  const side = ((word >>> 8) & 1) as 0 | 1;
  const price = records[at + 2] as number;
  const quantity = records[at + 3] as number;
  if (kind === operation.replace) engine.replace(id, side, price, quantity);
  else engine.limit(id, side, price, quantity, kind === operation.immediate);
}
