/**
 * The whole server with its live market, watched from outside: what streams say must be what REST says, to the digit,
 * also after a kill.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { BookFollower, type Diff, type Snapshot } from '../sockets/follower.ts';
import { type Message, SocketFriend } from '../sockets/socket-friend.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

let server: RunningServer;

before(async () => {
  server = await startServer({ keepData: true });
});
after(async () => {
  await server.stop();
  rmSync(server.dataDir, { recursive: true, force: true });
});

const get = async <T>(path: string): Promise<T> => (await fetch(`${server.url}/api/v3/${path}`)).json() as Promise<T>;
/** Everything of BTCUSDT from an id on, a thousand rows a page: how many there are depends on the machine. */
async function pages(path: string, idName: string, fromId: number): Promise<Message[]> {
  const rows: Message[] = [];
  for (let next = fromId; ; ) {
    const page = await get<Message[]>(`${path}?symbol=BTCUSDT&fromId=${next}&limit=1000`);
    rows.push(...page);
    if (page.length < 1000) return rows;
    next = Number(page.at(-1)?.[idName]) + 1;
  }
}
const connect = (path: string) => SocketFriend.connect(`${server.url.replace('http', 'ws')}${path}`);
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

test('of a live market at fifty times the speed, book, trades and candles in the streams equal REST', async () => {
  await server.cli(['floor', 'speed', 'main', '50', '--json']);
  const friend = await connect(
    '/stream?streams=btcusdt@depth@100ms/btcusdt@depth/btcusdt@trade/btcusdt@aggTrade/btcusdt@kline_1s',
  );
  const of = <T = Message>(stream: string): T[] =>
    friend.heard.filter((message) => message['stream'] === stream).map((message) => message['data'] as T);
  await friend.hear((message) => message['stream'] === 'btcusdt@depth');
  const begin = await get<Snapshot>('depth?symbol=BTCUSDT&limit=5000');
  while (of('btcusdt@trade').length < 100 || of('btcusdt@depth').length < 4) await pause();
  await server.cli(['floor', 'pause', 'main', '--json']);
  const end = await get<Snapshot>('depth?symbol=BTCUSDT&limit=5000');
  for (const stream of ['btcusdt@depth@100ms', 'btcusdt@depth']) {
    while ((of<Diff>(stream).at(-1)?.u ?? 0) < end.lastUpdateId) await pause();
    const follower = new BookFollower();
    assert.ok(follower.begin(begin, of<Diff>(stream)), 'the snapshot is reachable');
    assert.deepEqual({ lastUpdateId: follower.updateId, ...follower.rows() }, end, stream);
  }

  const trades = of('btcusdt@trade');
  const asked = await pages('historicalTrades', 'id', Number(trades[0]?.['t']));
  assert.deepEqual(
    trades.map((trade) => [trade['t'], trade['p'], trade['q'], trade['T'], trade['m']]),
    asked.map((trade) => [trade['id'], trade['price'], trade['qty'], trade['time'], trade['isBuyerMaker']]),
  );
  const aggregates = of('btcusdt@aggTrade');
  const rows = await pages('aggTrades', 'a', Number(aggregates[0]?.['a']));
  assert.deepEqual(
    aggregates.map(({ e, E, s, ...row }) => row),
    rows,
  );
  const closed = of<{ k: Message }>('btcusdt@kline_1s')
    .map((message) => message.k)
    .filter((candle) => candle['x'] === true);
  const candles = await get<unknown[][]>(`klines?symbol=BTCUSDT&interval=1s&startTime=${closed[0]?.['t']}&limit=1000`);
  const names = ['t', 'o', 'h', 'l', 'c', 'v', 'T', 'q', 'n', 'V', 'Q'];
  assert.deepEqual(
    closed.slice(0, candles.length).map((candle) => names.map((name) => candle[name])),
    candles.slice(0, closed.length).map((row) => row.slice(0, 11)),
  );
  friend.close();
});

test('after a kill, trades, aggregates and closed candles are as they were told before', async () => {
  const paths = [
    'trades?symbol=BTCUSDT&limit=1000',
    'aggTrades?symbol=BTCUSDT&limit=1000',
    ...['1m', '15m', '1h', '1d', '1w'].map((interval) => `klines?symbol=BTCUSDT&interval=${interval}&limit=1000`),
  ];
  const told = await Promise.all(paths.map((path) => get<unknown[]>(path)));
  await server.kill();
  server = await startServer({ dataDir: server.dataDir });
  for (const [index, path] of paths.entries()) {
    const before = told[index] ?? [];
    const now = new Set((await get<unknown[]>(path)).map((row) => JSON.stringify(row)));
    const sure = path.startsWith('klines') ? before.slice(1, -1) : before;
    assert.deepEqual(
      sure.filter((row) => !now.has(JSON.stringify(row))),
      [],
      path,
    );
  }
});
