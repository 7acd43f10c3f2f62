/**
 * One contender in a process of its own: `engine-worker.ts CONTENDER PROFILE OPERATIONS`. Generates the flow, replays it once
 * and compares the answer, and then times one replay for each message `round` from its parent. A wrong answer ends it.
 */
import { answerParent } from '../support/worker.ts';
import { BookContender } from './book-contender.ts';
import type { Contender, NewContender } from './contender.ts';
import { CoreContender } from './core-contender.ts';
import { FloorContender } from './floor-contender.ts';
import { type Flow, generateFlow, type ProfileName } from './flow.ts';
import { NpmContender } from './npm-contender.ts';
import { replay, verify } from './replay-flow.ts';
import { Yardstick } from './yardstick.ts';

const contenders: Readonly<Record<string, NewContender>> = {
  yardstick: () => new Yardstick(),
  book: () => new BookContender(),
  core: () => new CoreContender(),
  floor: (maxOrderId) => new FloorContender(maxOrderId),
  npm: () => new NpmContender(),
};
const seed = 1;

const [name = '', profile = '', operations = ''] = process.argv.slice(2);
const newContender = contenders[name];
if (newContender === undefined) throw new Error(`expected one of ${Object.keys(contenders).join(', ')}, found ${name}`);
const flow = generateFlow(profile as ProfileName, Number(operations), seed);
verify(newContender(flow.maxOrderId), flow);
answerParent(() => time(newContender(flow.maxOrderId), flow));

/** Nanoseconds per operation. */
function time(engine: Contender, toReplay: Flow): number {
  const { prefill, operations: count } = toReplay;
  replay(engine, toReplay, 0, prefill);
  const start = performance.now();
  replay(engine, toReplay, prefill, count);
  return ((performance.now() - start) * 1e6) / (count - prefill);
}
