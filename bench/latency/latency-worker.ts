/**
 * One engine in a process of its own, asked how long single operations take, how often it makes the collector run, and what a
 * resting order costs in memory: `latency-worker.ts CONTENDER OPERATIONS RESTING`. It answers the flow rightly before.
 */
import { constants, type PerformanceNodeEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BookContender } from '../engine/book-contender.ts';
import { type Contender, drainEvery } from '../engine/contender.ts';
import { CoreContender } from '../engine/core-contender.ts';
import { generateFlow } from '../engine/flow.ts';
import { replay, replayOne, verify } from '../engine/replay-flow.ts';
import { Sfc32 } from '../engine/sfc32.ts';
import { Yardstick } from '../engine/yardstick.ts';
import { answerParent } from '../support/worker.ts';

const contenders: Readonly<Record<string, () => Contender>> = {
  yardstick: () => new Yardstick(),
  book: () => new BookContender(),
  core: () => new CoreContender(),
};
const seed = 1;
const timerCalls = 1_000_000;
/** The resting orders' prices: this many levels on each side. */
const levels = 50_000;
const touch = 6_000_000;

const [name = '', operations = '', resting = ''] = process.argv.slice(2);
const newContender = contenders[name];
if (newContender === undefined) throw new Error(`expected one of ${Object.keys(contenders).join(', ')}, found ${name}`);
const flow = generateFlow('mixed', Number(operations), seed);
verify(newContender(), flow);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

answerParent((question) => {
  const engine = newContender?.();
  if (engine === undefined) return undefined;
  if (question === 'latency') return latency(engine);
  return question === 'collections' ? collections(engine) : memory(engine);
});

export interface Latency {
  /** Nanoseconds of one operation, the two calls of the timer around it included. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Two calls of the timer with nothing between, median. */
  readonly timer: number;
}

function latency(engine: Contender): Latency {
  const { prefill, operations: count, records } = flow;
  replay(engine, flow, 0, prefill);
  const taken = new Float64Array(count - prefill);
  for (let i = prefill; i < count; i++) {
    const start = performance.now();
    replayOne(engine, records, i);
    taken[i - prefill] = performance.now() - start;
    if (i % drainEvery === 0) engine.drain();
  }
  taken.sort();
  const at = (share: number) => (taken[Math.floor(share * taken.length)] ?? Number.NaN) * 1e6;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), timer: timerCost() };
}

function timerCost(): number {
  const taken = new Float64Array(timerCalls);
  for (let i = 0; i < timerCalls; i++) {
    const start = performance.now();
    taken[i] = performance.now() - start;
  }
  taken.sort();
  return (taken[timerCalls >> 1] ?? Number.NaN) * 1e6;
}

export interface Collections {
  /** Collections of the young generation per million operations. */
  readonly young: number;
  /** Allocated in the heap per operation. */
  readonly bytes: number;
}

/** Of an engine that follows others in its process, so that the young generation has the size it grows to. */
async function collections(engine: Contender): Promise<Collections> {
  const { prefill, operations: count } = flow;
  replay(engine, flow, 0, prefill);
  const kinds: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { detail, startTime } of list.getEntries() as PerformanceNodeEntry[]) {
      if (startTime >= begun && startTime < ended) kinds.push((detail as { readonly kind: number }).kind);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = getHeapStatistics().total_allocated_bytes;
  const begun = performance.now();
  replay(engine, flow, prefill, count);
  const ended = performance.now();
  const bytes = getHeapStatistics().total_allocated_bytes - before;
  // The collector's entries come with a later turn of the loop.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  const young = kinds.filter((kind) => kind === constants.NODE_PERFORMANCE_GC_MINOR).length;
  const millions = (count - prefill) / 1e6;
  return { young: young / millions, bytes: bytes / (count - prefill) };
}

/** Heap and array buffers, per order that rests. */
function memory(engine: Contender): number {
  const count = Number(resting);
  const random = new Sfc32(seed);
  const before = used();
  for (let id = 1; id <= count; id++) {
    const side = (id & 1) as 0 | 1;
    const distance = 1 + random.below(levels);
    engine.limit(id, side, side === 0 ? touch - distance : touch + distance, 1 + random.below(1_000), false);
    if (id % drainEvery === 0) engine.drain();
  }
  const bytes = (used() - before) / count;
  let found = 0;
  engine.eachResting(() => found++);
  if (found !== count) throw new Error(`expected ${count} resting orders, found ${found}`);
  return bytes;
}

function used(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
