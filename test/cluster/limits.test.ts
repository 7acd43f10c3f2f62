/**
 * One client at many times its limits through two servers at once: together they let through what one would, to within a
 * tenth, and who is banned by one is banned by both.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type Key, type Member } from './support/members.ts';

const weightPerMinute = 6000;
const ordersPerTenSeconds = 100;
const errorMax = 0.1;
const exchangeInfoWeight = 20;

let cluster: Cluster;
let members: readonly Member[];
let alice: Key;
let price = 0;

before(async () => {
  cluster = await Cluster.open();
  members = [await cluster.start(['--limits', 'on']), await cluster.start(['--limits', 'on'])];
  const [writer] = members as [Member];
  alice = await writer.openAccount('alice');
  const { body } = await writer.call('GET', '/api/v3/ticker/bookTicker', undefined, { symbol: 'BTCUSDT' });
  price = Math.round(Number(body.bidPrice));
});

after(() => cluster.close());

/** Waits for a window of the calendar that has at least `leftMs` to go. */
async function windowOf(lengthMs: number, leftMs: number): Promise<void> {
  const left = lengthMs - (Date.now() % lengthMs);
  if (left < leftMs) await sleep(left + 50);
}

test('unfilled orders of one account are counted through both servers', async () => {
  await windowOf(10_000, 9_500);
  let placed = 0;
  const codes = new Set<number>();
  const began = Date.now();
  const trader = async (member: Member, name: string) => {
    for (let index = 0; index < 75 && Date.now() - began < 9_000; index++) {
      const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
      const wish = { ...order, price: Math.round(price * 0.9), newClientOrderId: `${name}-${index}` };
      const { status, body } = await member.call('POST', '/api/v3/order', alice, wish);
      if (status === 200) placed++;
      else codes.add(body.code);
    }
  };
  await Promise.all(members.flatMap((member, at) => [trader(member, `a${at}`), trader(member, `b${at}`)]));
  const tookMs = Date.now() - began;
  console.log(`${placed} orders placed of ${ordersPerTenSeconds}, in ${tookMs} ms`);
  assert.ok(tookMs < 9_500, 'all of it in one window');
  assert.ok(placed >= ordersPerTenSeconds && placed <= ordersPerTenSeconds * (1 + errorMax), `${placed} placed`);
  assert.deepEqual([...codes], [-1015]);
});

test('a server that starts later has counted what was placed before it', async () => {
  const dayCount = async (member: Member) =>
    (await member.call('GET', '/api/v3/rateLimit/order', alice)).body.find(
      ({ interval }: { interval: string }) => interval === 'DAY',
    ).count;
  const [writer] = members as [Member];
  const late = await cluster.start(['--limits', 'on']);
  const counted = await dayCount(writer);
  assert.ok(counted >= ordersPerTenSeconds);
  assert.equal(await dayCount(late), counted);
});

test('weight of one address is counted through both servers, and a ban by one is a ban by both', async () => {
  await windowOf(60_000, 40_000);
  let weight = 0;
  const ask = async (member: Member) => {
    const response = await fetch(`${member.server.url}/api/v3/exchangeInfo?symbol=BTCUSDT`);
    await response.arrayBuffer();
    if (response.status === 200) weight += exchangeInfoWeight;
    else assert.ok(Number(response.headers.get('retry-after')) > 0);
    return response.status;
  };
  const untilRefused = async (member: Member) => {
    while ((await ask(member)) === 200);
  };
  await Promise.all(members.flatMap((member) => [untilRefused(member), untilRefused(member), untilRefused(member)]));
  const error = weight / weightPerMinute - 1;
  console.log(`weight ${weight} of ${weightPerMinute} let through: error ${(error * 100).toFixed(1)} %`);
  assert.ok(Math.abs(error) <= errorMax, `error ${(error * 100).toFixed(1)} %`);
  const [stubborn, other] = members as [Member, Member];
  let status = 429;
  while (status === 429) status = await ask(stubborn);
  assert.equal(status, 418);
  const banned = Date.now();
  while ((await ask(other)) !== 418) {
    assert.ok(Date.now() - banned < 1_000, 'the other server knows of no ban');
    await sleep(50);
  }
});
