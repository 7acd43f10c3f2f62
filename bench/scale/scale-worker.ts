/**
 * The core at one size in a process of its own: `scale-worker.ts SYMBOLS ACCOUNTS RESTING OPERATIONS`. Every symbol has a book of
 * its own with so many resting orders, and gets the `mixed` flow; which symbol is next is drawn, so that they are out of step.
 * Each book answers its flow rightly before anything is timed.
 */
import { firstUserAccount } from '../../src/core/ledger/ledger.ts';
import type { UserFills } from '../../src/core/matching/matcher.ts';
import { Fingerprint } from '../engine/answer.ts';
import { benchDefinition } from '../engine/bench-floor.ts';
import { drainEvery } from '../engine/contender.ts';
import { CoreContender, newCoreFloor } from '../engine/core-contender.ts';
import { generateFlow } from '../engine/flow.ts';
import { checkAnswer, replay, replayOne } from '../engine/replay-flow.ts';
import { Sfc32 } from '../engine/sfc32.ts';
import { answerParent } from '../support/worker.ts';

const seed = 1;
/** A flow that is too short is mostly its beginning. */
const operationsMin = 10_000;

/** The floor's own accounts are few, so these are users', without the users' order objects: those are not the core's. */
const nobody: UserFills = { takerFilled() {}, makerFilled: () => 0, preventionOf: () => 0, matchPrevented: () => 0 };

const [symbols = 0, accounts = 0, resting = 0, operations = 0] = process.argv.slice(2).map(Number);
const flow = generateFlow('mixed', Math.max(operationsMin, Math.floor(operations / symbols)), seed, resting);
const { prefill, records } = flow;
const turns = drawTurns();
verify();
answerParent(time);

/** Numbers of symbols, each as often as its flow has operations behind the prefill. */
function drawTurns(): Uint16Array {
  const each = flow.operations - prefill;
  const drawn = new Uint16Array(symbols * each);
  for (let i = 0; i < drawn.length; i++) drawn[i] = i % symbols;
  const random = new Sfc32(seed);
  for (let i = drawn.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    const kept = drawn[i] as number;
    drawn[i] = drawn[other] as number;
    drawn[other] = kept;
  }
  return drawn;
}

function newMarkets(): CoreContender[] {
  const assets = Array.from({ length: symbols }, (_, index) => ({ name: `B${index}`, decimals: 8 }));
  const [symbol] = benchDefinition.symbols;
  if (symbol === undefined) throw new Error('expected a symbol');
  const definition = {
    ...benchDefinition,
    assets: [{ name: 'USDT', decimals: 8 }, ...assets],
    symbols: assets.map(({ name }) => ({ ...symbol, name: `${name}USDT`, base: name })),
  };
  const floor = newCoreFloor(definition, accounts, accountOf, firstUserAccount);
  floor.exchange.matcher.connectUsers(nobody);
  return assets.map((_, index) => new CoreContender(floor, index));
}

/** Scattered, so that orders that follow each other do not belong to neighbours in memory; a side's accounts are a power of two. */
function accountOf(id: number, side: 0 | 1): number {
  const mask = (accounts >> 1) - 1;
  return (((Math.imul(id, 0x9e3779b1) >>> 12) & mask) << 1) | side;
}

function verify(): void {
  const markets = newMarkets();
  const trades = markets.map(() => new Fingerprint());
  const one = (index: number, i: number) => {
    const market = markets[index] as CoreContender;
    replayOne(market, records, i);
    market.drain((taker, maker, price, quantity) => trades[index]?.trade(taker, maker, price, quantity));
  };
  for (const index of markets.keys()) for (let i = 0; i < prefill; i++) one(index, i);
  const at = new Int32Array(symbols).fill(prefill);
  for (const symbol of turns) {
    one(symbol, at[symbol] as number);
    at[symbol] = (at[symbol] as number) + 1;
  }
  for (const [index, market] of markets.entries()) checkAnswer(market, flow, trades[index] as Fingerprint);
}

/** Nanoseconds per operation. */
function time(): number {
  const markets = newMarkets();
  for (const market of markets) replay(market, flow, 0, prefill);
  const at = new Int32Array(symbols).fill(prefill);
  const start = performance.now();
  for (let turn = 0; turn < turns.length; turn++) {
    const symbol = turns[turn] as number;
    const market = markets[symbol] as CoreContender;
    const i = at[symbol] as number;
    at[symbol] = i + 1;
    replayOne(market, records, i);
    if (turn % drainEvery === 0) market.drain();
  }
  return ((performance.now() - start) * 1e6) / turns.length;
}
