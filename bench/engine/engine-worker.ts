/**
 * One contender in a process of its own: `engine-worker.ts CONTENDER PROFILE OPERATIONS`. Generates the flow, replays it once
 * and compares the answer, and then times one replay for each message `round` from its parent. A wrong answer ends it.
 */
import { type Answer, Fingerprint } from './answer.ts';
import { BookContender } from './book-contender.ts';
import { type Contender, drainEvery, type NewContender } from './contender.ts';
import { CoreContender } from './core-contender.ts';
import { FloorContender } from './floor-contender.ts';
import { type Flow, generateFlow, operation, type ProfileName } from './flow.ts';
import { NpmContender } from './npm-contender.ts';
import { Yardstick } from './yardstick.ts';

const contenders: Readonly<Record<string, NewContender>> = {
  yardstick: () => new Yardstick(),
  book: () => new BookContender(),
  core: () => new CoreContender(),
  floor: (maxOrderId) => new FloorContender(maxOrderId),
  npm: () => new NpmContender(),
};
const seed = 1;

export type WorkerMessage = { readonly ready: true } | { readonly nsPerOperation: number };

const [name = '', profile = '', operations = ''] = process.argv.slice(2);
const newContender = contenders[name];
if (newContender === undefined) throw new Error(`expected one of ${Object.keys(contenders).join(', ')}, found ${name}`);
const flow = generateFlow(profile as ProfileName, Number(operations), seed);
verify(newContender(flow.maxOrderId), flow);
process.on('message', () => send({ nsPerOperation: time(newContender(flow.maxOrderId), flow) }));
send({ ready: true });

function send(message: WorkerMessage): void {
  process.send?.(message);
}

function replay(engine: Contender, { records }: Flow, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const at = i << 2;
    const word = records[at] as number;
    const id = records[at + 1] as number;
    const kind = word & 0xff;
    if (kind === operation.cancel) engine.cancel(id);
    else {
      const side = ((word >>> 8) & 1) as 0 | 1;
      const price = records[at + 2] as number;
      const quantity = records[at + 3] as number;
      if (kind === operation.replace) engine.replace(id, side, price, quantity);
      else engine.limit(id, side, price, quantity, kind === operation.immediate);
    }
    if (i % drainEvery === 0) engine.drain();
  }
}

function time(engine: Contender, toReplay: Flow): number {
  const { prefill, operations: count } = toReplay;
  replay(engine, toReplay, 0, prefill);
  const start = performance.now();
  replay(engine, toReplay, prefill, count);
  return ((performance.now() - start) * 1e6) / (count - prefill);
}

function verify(engine: Contender, toReplay: Flow): void {
  const trades = new Fingerprint();
  for (let i = 0; i < toReplay.operations; i++) {
    const { records } = toReplay;
    replayOne(engine, records, i);
    engine.drain((taker, maker, price, quantity) => trades.trade(taker, maker, price, quantity));
  }
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
  const expected = JSON.stringify(toReplay.answer);
  if (JSON.stringify(found) !== expected) {
    throw new Error(`${name} answers ${profile} wrongly: expected ${expected}, found ${JSON.stringify(found)}`);
  }
}

/** Like `replay` for one operation, without its periodic drain: the reader drains by itself. */
function replayOne(engine: Contender, records: Int32Array, i: number): void {
  const at = i << 2;
  const word = records[at] ?? 0;
  const [id = 0, price = 0, quantity = 0] = records.subarray(at + 1, at + 4);
  const side = ((word >>> 8) & 1) as 0 | 1;
  const kind = word & 0xff;
  if (kind === operation.cancel) engine.cancel(id);
  else if (kind === operation.replace) engine.replace(id, side, price, quantity);
  else engine.limit(id, side, price, quantity, kind === operation.immediate);
}
