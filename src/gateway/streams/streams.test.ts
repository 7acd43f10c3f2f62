import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { limit, place } from '../../../test/core/small-floor.ts';
import { BookFollower, type Diff, type Snapshot } from '../../../test/sockets/follower.ts';
import { field, SocketFriend } from '../../../test/sockets/socket-friend.ts';
import {
  createTrader,
  type SocketServer,
  startSocketServer,
  type Trader,
} from '../../../test/sockets/socket-server.ts';

let server: SocketServer;
let maker: Trader;
let taker: Trader;
let friends: SocketFriend[] = [];

before(async () => {
  server = await startSocketServer({ limited: false });
  maker = await createTrader(server, 'maker', { USDT: '9000000', BTC: '10000', ETH: '10000' });
  taker = await createTrader(server, 'taker', { USDT: '9000000', BTC: '10000', ETH: '10000' });
});
after(() => server.close());
beforeEach(() => {
  for (const friend of friends) friend.close();
  friends = [];
  for (const { account } of [maker, taker]) {
    void server.desk.apply({ type: 'cancel_all', account: account as never, symbol: 0 as never, cancelIdPrefix: 'x' });
  }
});

async function connect(path: string): Promise<SocketFriend> {
  const friend = await SocketFriend.connect(`${server.url}${path}`);
  friends.push(friend);
  return friend;
}

let nextId = 1;
function order(who: Trader, side: 'buy' | 'sell', price: number, quantity: number): void {
  void server.desk.apply(place(who.account, `o${nextId++}`, side, limit(price, quantity)));
}

test('one taker over two levels: trades, one aggregate per level, the touch, all of one story', async () => {
  const friend = await connect('/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker/btcusdt@depth5');
  await friend.ask('LIST_SUBSCRIPTIONS');
  order(maker, 'sell', 1000, 5);
  order(maker, 'sell', 1000, 5);
  order(maker, 'sell', 1001, 10);
  order(maker, 'buy', 900, 7);
  server.desk.advance(1000);
  order(taker, 'buy', 1001, 14);
  const last = await friend.hear((m) => m['stream'] === 'btcusdt@bookTicker' && field(m, 'data', 'A') === '0.06000000');
  assert.deepEqual(Object.keys(last['data'] as object), ['u', 's', 'b', 'B', 'a', 'A']);
  assert.deepEqual([field(last, 'data', 'b'), field(last, 'data', 'a')], ['900.00000000', '1001.00000000']);
  const of = (stream: string) => friend.heard.filter((m) => m['stream'] === stream).map((m) => m['data']);
  const trades = of('btcusdt@trade');
  assert.deepEqual(
    trades.map((t) => [field(t, 'p'), field(t, 'q'), field(t, 'm')]),
    [
      ['1000.00000000', '0.05000000', false],
      ['1000.00000000', '0.05000000', false],
      ['1001.00000000', '0.04000000', false],
    ],
  );
  const ids = trades.map((t) => field(t, 't') as number);
  assert.deepEqual(ids, [ids[0], ids[0]! + 1, ids[0]! + 2]);
  assert.deepEqual(
    of('btcusdt@aggTrade').map((t) => [field(t, 'p'), field(t, 'q'), field(t, 'f'), field(t, 'l')]),
    [
      ['1000.00000000', '0.10000000', ids[0], ids[1]],
      ['1001.00000000', '0.04000000', ids[2], ids[2]],
    ],
  );
  const levels = await friend.hear(
    (m) => m['stream'] === 'btcusdt@depth5' && field(m, 'data', 'asks', 0, 1) === '0.06000000',
  );
  assert.equal(field(levels, 'data', 'lastUpdateId'), field(last, 'data', 'u'));
});

test('a book stitched from a snapshot and the diff stream equals every later snapshot, at both paces', async () => {
  const friend = await connect('/stream?streams=btcusdt@depth@100ms/btcusdt@depth');
  await friend.ask('LIST_SUBSCRIPTIONS');
  let seed = 7;
  const dice = (sides: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % sides;
  };
  const snapshot = (): Snapshot => {
    const book = server.desk.floor.book(0 as never);
    const rows = (flat: number[]) =>
      Array.from({ length: flat.length / 2 }, (_, i) => [
        `${flat[2 * i]}.00000000`,
        (flat[2 * i + 1]! / 100).toFixed(8),
      ]) as [string, string][];
    return { lastUpdateId: book.updateId, bids: rows(book.depth('buy', 5000)), asks: rows(book.depth('sell', 5000)) };
  };
  const act = () => {
    const side = dice(2) === 0 ? 'buy' : 'sell';
    const price = side === 'buy' ? 1001 - dice(8) : 999 + dice(8);
    const command = place(
      dice(2) === 0 ? maker.account : taker.account,
      `r${nextId++}`,
      side,
      limit(price, 1 + dice(9)),
    );
    void server.desk.apply(command);
    if (dice(9) === 0) {
      void server.desk.apply({
        type: 'cancel_all',
        account: maker.account as never,
        symbol: 0 as never,
        cancelIdPrefix: 'y',
      });
    }
  };
  const diffs = (stream: string) =>
    friend.heard.filter((m) => m['stream'] === stream).map((m) => m['data'] as unknown as Diff);
  for (let i = 0; i < 50; i++) act();
  await friend.hear((m) => m['stream'] === 'btcusdt@depth@100ms');
  const begin = snapshot();
  for (let round = 0; round < 30; round++) {
    for (let i = 0; i < 20; i++) act();
    await new Promise((resolve) => setTimeout(resolve, 7));
  }
  const end = snapshot();
  for (const stream of ['btcusdt@depth@100ms', 'btcusdt@depth']) {
    await friend.hear((m) => m['stream'] === stream && field(m, 'data', 'u') === end.lastUpdateId);
    const events = diffs(stream);
    for (const [index, event] of events.entries()) {
      if (index > 0) assert.equal(event.U, events[index - 1]!.u + 1, stream);
    }
    const follower = new BookFollower();
    assert.ok(follower.begin(begin, events), 'the snapshot is reachable');
    assert.equal(follower.updateId, end.lastUpdateId);
    assert.deepEqual(follower.rows(), { bids: end.bids, asks: end.asks });
  }
});

test('each candle closes exactly once, before anything of the next, quiet ones flat', async () => {
  order(maker, 'sell', 1000, 5);
  order(taker, 'buy', 1000, 1);
  const friend = await connect('/ws/btcusdt@kline_1s/btcusdt@kline_1m@+08:00');
  await friend.ask('LIST_SUBSCRIPTIONS');
  for (let i = 0; i < 5; i++) {
    server.desk.advance(700_000);
    if (i === 4) order(taker, 'buy', 1000, 1);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  const end = Math.floor(server.desk.now() / 1_000_000) * 1000;
  await friend.hear((m) => field(m, 'k', 'i') === '1s' && field(m, 'k', 't') === end && field(m, 'k', 'x') === false);
  const seconds = friend.heard.map((m) => m['k']).filter((k) => field(k, 'i') === '1s');
  const closed = seconds.filter((k) => field(k, 'x') === true).map((k) => field(k, 't') as number);
  const expected = Array.from({ length: (end - closed[0]!) / 1000 }, (_, i) => closed[0]! + i * 1000);
  assert.ok(closed.length >= 2);
  assert.deepEqual(closed, expected, 'each once, none left out');
  const opens = seconds.map((k) => field(k, 't') as number);
  assert.deepEqual(
    opens,
    [...opens].sort((a, b) => a - b),
    'never back',
  );
  const quiet = seconds.find((k) => field(k, 'n') === 0 && field(k, 'x') === true);
  assert.deepEqual(
    ['o', 'h', 'l', 'c', 'v', 'f', 'L'].map((name) => field(quiet, name)),
    ['1000.00000000', '1000.00000000', '1000.00000000', '1000.00000000', '0.00000000', -1, -1],
  );
  const minute = await friend.hear((m) => field(m, 'k', 'i') === '1m');
  assert.equal((field(minute, 'k', 'T') as number) - (field(minute, 'k', 't') as number), 59_999);
});

test('a floor that plays hours between two ticks leaves no candle out', async () => {
  const fast = await startSocketServer({ limited: false, bufferedBytesMax: 16_777_216 });
  try {
    const one = await createTrader(fast, 'one', { BTC: '100', USDT: '100000' });
    const other = await createTrader(fast, 'other', { BTC: '100', USDT: '100000' });
    await fast.desk.apply(place(one.account, 'a', 'sell', limit(1000, 1)));
    await fast.desk.apply(place(other.account, 'b', 'buy', limit(1000, 1)));
    const friend = await SocketFriend.connect(`${fast.url}/ws/btcusdt@kline_1s`);
    friends.push(friend);
    await friend.ask('LIST_SUBSCRIPTIONS');
    const start = Math.floor(fast.desk.now() / 1_000_000) * 1000;
    const minutes = 120;
    for (let minute = 0; minute < minutes; minute++) fast.desk.advance(60_000_000);
    const last = start + minutes * 60_000 - 1000;
    await friend.hear((m) => field(m, 'k', 't') === last && field(m, 'k', 'x') === true);
    const told = friend.heard
      .map((m) => m['k'])
      .filter((k) => field(k, 'x') === true)
      .map((k) => field(k, 't'));
    const gaps = told.filter((time, i) => time !== start + i * 1000);
    assert.deepEqual([told.length, gaps.slice(0, 3)], [minutes * 60, []]);
  } finally {
    await fast.close();
  }
});

test('tickers come every second, arrays only with what changed', async () => {
  order(maker, 'sell', 1000, 5);
  order(taker, 'buy', 1000, 2);
  const friend = await connect(
    '/stream?streams=btcusdt@ticker/btcusdt@miniTicker/btcusdt@ticker_1h/btcusdt@avgPrice/!ticker@arr/!miniTicker@arr/!ticker_4h@arr',
  );
  for (const name of [
    'btcusdt@ticker',
    'btcusdt@miniTicker',
    'btcusdt@ticker_1h',
    'btcusdt@avgPrice',
    '!ticker@arr',
    '!miniTicker@arr',
    '!ticker_4h@arr',
  ]) {
    await friend.hear((m) => m['stream'] === name);
  }
  const ticker = (await friend.hear((m) => m['stream'] === 'btcusdt@ticker'))['data'] as Record<string, unknown>;
  const documented = [
    'e',
    'E',
    's',
    'p',
    'P',
    'w',
    'x',
    'c',
    'Q',
    'b',
    'B',
    'a',
    'A',
    'o',
    'h',
    'l',
    'v',
    'q',
    'O',
    'C',
    'F',
    'L',
    'n',
  ];
  assert.deepEqual(Object.keys(ticker).sort(), documented.sort());
  assert.equal(ticker['c'], '1000.00000000');
  assert.equal(field(await friend.hear((m) => m['stream'] === 'btcusdt@ticker_1h'), 'data', 'e'), '1hTicker');
  assert.equal(field(await friend.hear((m) => m['stream'] === '!miniTicker@arr'), 'data', 0, 'e'), '24hrMiniTicker');
  const count = () => friend.heard.filter((m) => m['stream'] === '!miniTicker@arr').length;
  const singles = () => friend.heard.filter((m) => m['stream'] === 'btcusdt@miniTicker').length;
  const before = singles();
  while (singles() < before + 3) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(count(), 1, 'nothing changed, so no array');
});

test('who comes later hears the present state alone, raw or combined, and then the same as the others', async () => {
  const streams = ['!miniTicker@arr', 'btcusdt@bookTicker', 'btcusdt@depth5@100ms'];
  order(maker, 'sell', 1000, 5);
  order(taker, 'buy', 1000, 1);
  const first = await connect(`/stream?streams=${streams.join('/')}`);
  const heardOf = (friend: SocketFriend, stream: string) => friend.heard.filter((m) => m['stream'] === stream);
  for (const stream of streams) await first.hear((m) => m['stream'] === stream);

  const second = await connect('/stream');
  await second.ask('SUBSCRIBE', [...streams, 'btcusdt@kline_1m']);
  const raw = await connect('/ws/btcusdt@bookTicker');
  const touch = await raw.hear((m) => m['s'] === 'BTCUSDT');
  for (const stream of [...streams, 'btcusdt@kline_1m']) await second.hear((m) => m['stream'] === stream);
  for (const stream of streams) {
    assert.deepEqual([stream, heardOf(first, stream).length, heardOf(second, stream).length], [stream, 1, 1]);
    assert.deepEqual(heardOf(second, stream), heardOf(first, stream));
  }
  assert.deepEqual(touch, field(heardOf(first, 'btcusdt@bookTicker')[0], 'data'));

  order(maker, 'buy', 900, 7);
  for (const friend of [first, second]) await friend.hear((m) => field(m, 'data', 'b') === '900.00000000');
  await raw.hear((m) => m['b'] === '900.00000000');
});

test('subscriptions come and go by message, names are echoed as they were sent', async () => {
  const friend = await connect('/ws');
  assert.deepEqual(await friend.ask('SUBSCRIBE', ['btcusdt@trade', 'nosuch@trade', 'BTCUSDT@trade']), {
    result: null,
    id: 1,
  });
  assert.deepEqual(await friend.ask('LIST_SUBSCRIPTIONS'), {
    result: ['btcusdt@trade', 'nosuch@trade', 'BTCUSDT@trade'],
    id: 2,
  });
  assert.deepEqual(await friend.ask('UNSUBSCRIBE', ['nosuch@trade', 'never@trade']), { result: null, id: 3 });
  assert.deepEqual(await friend.ask('GET_PROPERTY', ['combined']), { result: false, id: 4 });
  assert.deepEqual(await friend.ask('SET_PROPERTY', ['combined', true]), { result: null, id: 5 });
  order(maker, 'sell', 1000, 5);
  order(taker, 'buy', 1000, 2);
  const trade = await friend.hear((m) => m['stream'] !== undefined);
  assert.equal(trade['stream'], 'btcusdt@trade');
  friend.send('{"method":"UNSUBSCRIBE","params":["btcusdt@trade","BTCUSDT@trade"],"id":"last"}');
  assert.deepEqual(await friend.hear((m) => m['id'] === 'last'), { result: null, id: 'last' });
  assert.deepEqual(await friend.ask('LIST_SUBSCRIPTIONS'), { result: [], id: 6 });
  friend.send('not json');
  await friend.hear((m) => m['code'] === 3);
  assert.equal(friend.ws.readyState, friend.ws.OPEN, 'a bad message closes nothing');
});

test('microseconds on request, on the same floor at the same time', async () => {
  const [ms, us] = [await connect('/ws/btcusdt@trade'), await connect('/ws/btcusdt@trade?timeUnit=MICROSECOND')];
  await Promise.all([ms.ask('LIST_SUBSCRIPTIONS'), us.ask('LIST_SUBSCRIPTIONS')]);
  server.desk.advance(1_234_567);
  order(maker, 'sell', 1000, 5);
  order(taker, 'buy', 1000, 2);
  const short = await ms.hear((m) => m['e'] === 'trade');
  const long = await us.hear((m) => m['e'] === 'trade');
  assert.equal(short['T'], Math.floor((long['T'] as number) / 1000));
  assert.equal(long['T'], server.desk.now());
});

test('a floor that nobody watches is not listened to', async () => {
  const friend = await connect('/stream?streams=btcusdt@trade/btcusdt@depth');
  await friend.ask('LIST_SUBSCRIPTIONS');
  const watched = server.desk.listeners;
  await friend.ask('UNSUBSCRIBE', ['btcusdt@trade', 'btcusdt@depth']);
  assert.equal(server.desk.listeners, watched - 1);
});

test('a floor is reached under its name, another is refused', async () => {
  const friend = await connect('/floors/small/ws/btcusdt@trade');
  await friend.ask('LIST_SUBSCRIPTIONS');
  await assert.rejects(SocketFriend.connect(`${server.url}/floors/none/ws`), /404/);
});
