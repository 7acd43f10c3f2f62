/** A floor whose own steps fail: what becomes of it, and that the others do not notice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Floor } from '../../src/core/floor/floor.ts';
import type { AccountId } from '../../src/core/units/brand.ts';
import { EngineUnavailable } from '../../src/engine/floor-session.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { second } from './scripted.ts';
import { type RunningEngine, SeveralEngines } from './several-engines.ts';
import { worldStartUs } from './world.ts';

/** While `work` runs, the market of the floor `name` cannot go beyond an instant, on any server: so it is with a fault of its own. */
async function withBrokenMarket(name: string, instantUs: number, work: () => Promise<void>): Promise<void> {
  const { advance } = Floor.prototype;
  Floor.prototype.advance = function (this: Floor, until) {
    if (this.instruments.floor.name === name && until > instantUs) throw new Error('no price is left');
    advance.call(this, until);
  };
  try {
    await work();
  } finally {
    Floor.prototype.advance = advance;
  }
}

const names = ({ engine }: RunningEngine) => engine.floors.list().map(({ name }) => name);
const open = (account: number) => ({ type: 'open_account', account: account as AccountId }) as const;

test('a floor that ends its server twice is set aside by the next start, and the others run', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const brittle = await at.outcome(a.engine.createFloor(quietFloor('second', worldStartUs)));
  await withBrokenMarket('second', brittle.now(), async () => {
    let running = a;
    for (const times of [1, 2]) {
      await at.pass(5 * second);
      assert.deepEqual(at.stopped, Array(times).fill('A: floor second cannot go on: no price is left'));
      running.process.die();
      running = await at.open('A');
    }
    assert.deepEqual(names(running), ['main']);
    const [closed] = running.engine.floors.closed();
    assert.deepEqual([closed?.name, closed?.why], ['second', 'broken']);
    assert.match(
      closed?.reason ?? '',
      /ended its server 2 times within ten minutes; the last time: .*no price is left/,
    );
    assert.ok((await at.outcome(running.floor.submit(open(1000)))).ok);
    await at.pass(60 * second);
    assert.equal(at.stopped.length, 2);
    running.process.die();
    // To another release nothing of this was done: it tries, and finds for itself that the floor cannot go on by now.
    running = await at.open('A', undefined, { release: 'another' });
    assert.equal(running.engine.floors.closed()[0]?.reason, 'floor second cannot go on: no price is left');
    running.process.die();
  });
  // Later it is tried anew: meanwhile another release may have come.
  await at.pass(600 * second);
  assert.deepEqual(names(await at.open('A')), ['main', 'second']);
});

test('the only floor of a database is opened however often it has ended its server', async () => {
  const at = new SeveralEngines();
  let running = await at.open('A');
  await withBrokenMarket('main', running.floor.now(), async () => {
    for (const times of [1, 2, 3]) {
      await at.pass(5 * second);
      assert.equal(at.stopped.length, times);
      running.process.die();
      running = await at.open('A');
    }
  });
});

test('a copy that breaks while it takes a floor over is not written from, and another server goes on', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  await at.outcome(a.floor.submit({ type: 'set_clock', rate: 1, paused: true }));
  const b = await at.open('B');
  const c = await at.open('C');
  await at.pass(2 * second);
  const { sequence } = a.floor.floor;
  (a.floor.floor as unknown as { advance(time: number): void }).advance = () => {};
  a.floor.step(60 * second).catch(() => {});
  await at.pass(second, () => a.floor.floor.sequence > sequence);
  for (const { floor } of [b, c]) {
    const copy = floor.floor as unknown as { advance(time: number): void };
    const { advance } = copy;
    let isFirst = true;
    copy.advance = (until) => {
      if (floor === b.floor && isFirst) {
        isFirst = false;
        throw new Error('bad memory');
      }
      advance.call(copy, until);
    };
  }
  // Whoever comes first is B.
  const takeOver = c.floor.takeOver.bind(c.floor);
  c.floor.takeOver = (gone) => (at.stopped.length > 0 ? takeOver(gone) : Promise.resolve(false));
  a.process.die();
  await at.pass(20 * second, () => at.stopped.length > 0);
  assert.deepEqual(at.stopped, ['B: floor main cannot go on: bad memory']);
  assert.equal(b.floor.standing.role, 'follower');
  b.process.die();
  await at.pass(20 * second, () => c.floor.standing.role === 'writer');
  assert.ok((await at.outcome(c.floor.submit(open(1000)))).ok);
});

test('a copy that breaks while it is sealed ends its server, which applies nothing more to it, and another goes on', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const b = await at.open('B');
  await at.pass(2 * second);
  const copy = a.floor.floor as unknown as { advance(time: number): void; time: number };
  const { advance } = copy;
  let calls = 0;
  copy.advance = (until) => {
    // Only what was granted ahead is worked out in so long a slice.
    if (calls === 0 && until - copy.time < 500_000) return advance.call(copy, until);
    calls++;
    throw new Error('bad memory');
  };
  b.floor.take().catch(() => {});
  await at.pass(5 * second, () => at.stopped.length > 0);
  assert.deepEqual(at.stopped, ['A: floor main cannot go on: bad memory']);
  await at.pass(5 * second);
  assert.equal(calls, 1);
  a.process.die();
  await at.pass(20 * second, () => b.floor.standing.role === 'writer');
  assert.ok((await at.outcome(b.floor.submit(open(1000)))).ok);
});

test('from a floor that has failed nobody is answered, writer or follower, while its server still runs for the others', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const b = await at.open('B');
  await at.outcome(a.engine.createFloor(quietFloor('second', worldStartUs)));
  await at.pass(5 * second);
  const servers = [b, a].map((server) => ({ ...server, broken: server.engine.floors.get('second') }));
  for (const { broken } of servers) {
    const copy = broken?.floor as unknown as { advance(time: number): void };
    copy.advance = () => {
      throw new Error('bad memory');
    };
    await at.pass(3 * second);
  }
  assert.deepEqual(
    at.stopped,
    ['B', 'A'].map((name) => `${name}: floor second cannot go on: bad memory`),
  );
  for (const { engine, floor, broken } of servers) {
    assert.ok(broken !== undefined);
    assert.deepEqual([engine.floors.get('second'), engine.floors.closed()[0]?.why], [undefined, 'broken']);
    const asked = [() => broken.current(), () => broken.submit(open(1000)), () => broken.step(1)];
    for (const ask of asked) {
      await assert.rejects(at.outcome<unknown>(ask() ?? Promise.resolve()), /floor second has stopped/);
    }
    await at.outcome(floor.current() ?? Promise.resolve());
  }
  assert.ok((await at.outcome(a.floor.submit(open(1000)))).ok);
  await at.outcome(Promise.all(servers.map(({ engine }) => engine.close())));
});

test('a floor that fails in its first moment on a server is set aside there, and the server opens the others', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const made = await at.outcome(a.engine.createFloor(quietFloor('second', worldStartUs)));
  await at.outcome(made.submit({ type: 'set_clock', rate: 1, paused: true }));
  const { time, sequence } = made.floor;
  (made.floor as unknown as { advance(time: number): void }).advance = () => {};
  made.step(60 * second).catch(() => {});
  await at.pass(second, () => made.floor.sequence > sequence);
  a.process.die();
  await withBrokenMarket('second', time, async () => {
    const b = await at.open('B');
    await at.pass(5 * second);
    assert.deepEqual([names(b), at.stopped], [['main'], []]);
    assert.match(b.engine.floors.closed()[0]?.reason ?? '', /no price is left/);
    assert.ok((await at.outcome(b.floor.submit(open(1000)))).ok);
  });
});

test('an order passed on to the writer of a floor that has failed is refused at once, since nothing was done', async () => {
  const at = new SeveralEngines();
  const a = await at.open('A');
  const b = await at.open('B');
  const made = await at.outcome(a.engine.createFloor(quietFloor('second', worldStartUs)));
  await at.pass(5 * second);
  await withBrokenMarket('second', made.now(), async () => {
    await at.pass(2 * second);
  });
  assert.equal(at.stopped.length, 1);
  const follower = b.engine.floors.get('second');
  assert.ok(follower !== undefined);
  const beganUs = b.process.monotonicUs();
  await assert.rejects(at.outcome(follower.submit(open(1000))), EngineUnavailable);
  assert.ok(b.process.monotonicUs() - beganUs < 5 * second);
});
