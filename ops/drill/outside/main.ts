/**
 * The client outside, a process of its own because only such a one can be in the lab's network. Its first line on standard input is
 * JSON: where the service is, the keys, its name. It tells each attempt as a line of JSON, and ends when its input does: then the
 * last line holds the orders the exchange has.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Key, ServiceInput } from '../../verify/probe/exchange.ts';
import { quietPrice, readOrders, writeOrders } from './writer.ts';

export interface OutsideInput extends ServiceInput {
  readonly keys: readonly Key[];
  /** Beginning of each order's id. */
  readonly name: string;
}

const lines = createInterface({ input: process.stdin });
const [first] = (await once(lines, 'line')) as [string];
const { keys, name, ...to } = JSON.parse(first) as OutsideInput;
let stopped = false;
lines.once('close', () => {
  stopped = true;
});
const price = await quietPrice(to);
const tell = (value: unknown) => void process.stdout.write(`${JSON.stringify(value)}\n`);
await Promise.all(
  keys.map((key, index) => writeOrders(to, { key, name: `${name}-${index + 1}`, price }, tell, () => stopped)),
);
const there = await Promise.all(keys.map((key) => readOrders(to, key)));
tell({ there: there.flatMap((orders) => [...orders]) });
