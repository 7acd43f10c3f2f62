/** Traders that write down what they were told, and the question whether it was true. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Key, Member } from './members.ts';

export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export interface OrderBookkeeping {
  /** By client order id, as told. */
  readonly outcomes: Map<string, Outcome>;
  /** By client order id, as found in the end: how many times. */
  readonly rows: Map<string, number>;
  nextOrderId: number;
}

/** Nothing was done: overloaded, or no longer available. Everything else that is no answer leaves the outcome open. */
const refusals = new Set([-1008, -1016]);
const patienceMs = 12_000;
const pauseMs = 15;
/** Whoever is told to try again does so for as long as a return of the database may take (docs/internals/fault-model.md). */
const againMsMax = 5_000;

/** Orders near the price through one server, some of which trade, and a sweep now and then. */
export async function trade(
  member: Member,
  key: Key,
  name: string,
  price: number,
  random: () => number,
  book: OrderBookkeeping,
  stop: AbortSignal,
): Promise<void> {
  for (let index = 0; !stop.aborted; index++) {
    const id = `${name}-${index}`;
    const side = random() < 0.5 ? 'BUY' : 'SELL';
    const away = random() * 0.03 - 0.01;
    const at = Math.round(price * (side === 'BUY' ? 1 - away : 1 + away));
    const order = { symbol: 'BTCUSDT', side, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: String(at) };
    try {
      const wish = { ...order, newClientOrderId: id, newOrderRespType: 'ACK' };
      const { status, body } = await member.call('POST', '/api/v3/order', key, wish, patienceMs);
      if (status === 200) book.outcomes.set(id, 'acknowledged');
      else book.outcomes.set(id, status === 400 || refusals.has(body.code) ? 'refused' : 'unknown');
      if (index % 10 === 9) await member.call('DELETE', '/api/v3/openOrders', key, { symbol: 'BTCUSDT' }, patienceMs);
    } catch {
      // Nobody there, or no answer in a client's time.
      if (!book.outcomes.has(id)) book.outcomes.set(id, 'unknown');
      await sleep(100);
    }
    await sleep(pauseMs);
  }
}

/** Reads all orders since the last check from both servers. */
export async function check(members: readonly Member[], key: Key, book: OrderBookkeeping): Promise<void> {
  const [found = [], ...others] = await Promise.all(members.map((member) => ordersFrom(member, key, book.nextOrderId)));
  for (const other of others) assert.deepEqual(other, found, 'both servers have the same orders');
  for (const { clientOrderId, orderId } of found) {
    book.rows.set(clientOrderId, (book.rows.get(clientOrderId) ?? 0) + 1);
    book.nextOrderId = Math.max(book.nextOrderId, orderId + 1);
  }
  for (const [id, times] of book.rows) assert.equal(times, 1, `${id} is there ${times} times`);
  for (const [id, outcome] of book.outcomes) {
    if (outcome === 'acknowledged') assert.ok(book.rows.has(id), `${id} was acknowledged and is lost`);
    if (outcome === 'refused') assert.ok(!book.rows.has(id), `${id} was refused and is there`);
  }
}

interface OrderRow {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly side: string;
  readonly price: string;
}

async function ordersFrom(member: Member, key: Key, fromId: number): Promise<OrderRow[]> {
  const all: OrderRow[] = [];
  for (let next = fromId; ; ) {
    const body = await pageFrom(member, key, next);
    for (const { orderId, clientOrderId, side, price } of body) {
      all.push({ orderId, clientOrderId, side, price });
    }
    const last = all.at(-1);
    if (body.length < 1000 || last === undefined) return all;
    next = last.orderId + 1;
  }
}

async function pageFrom(member: Member, key: Key, orderId: number): Promise<OrderRow[]> {
  const wish = { symbol: 'BTCUSDT', orderId, limit: 1000 };
  for (const until = performance.now() + againMsMax; ; await sleep(100)) {
    const { status, body } = await member.call('GET', '/api/v3/allOrders', key, wish);
    if (status === 200) return body;
    const isOver = !refusals.has(body.code) || performance.now() > until;
    if (isOver)
      assert.fail(`${status} ${JSON.stringify(body)}; the server says:\n${member.server.log().slice(-4_000)}`);
  }
}
