/**
 * Requests that are heavy to answer: exchangeInfo of 500 symbols, a thousand candles, and the history of an account with very many
 * orders and trades. One after the other, each whole as its client sees it. The value is the 99th percentile, milliseconds, by the
 * server's own clock where it keeps one.
 */
import { quietFloor } from '../../test/support/floor-definition.ts';
import { MemorySession } from '../../test/support/memory-session.ts';
import { startServer } from '../../test/support/start-server.ts';
import { createTestGateway } from '../../test/support/test-gateway.ts';
import { toldOptions } from '../catalogue.ts';
import { printResult } from '../support/report.ts';
import { measureHistory } from './history-part.ts';
import { type Timed, timeRequests } from './timed-requests.ts';

const options = toldOptions('requests');
const asked = options.asked;

await exchangeInfo();
await candles();
for (const { name, ...times } of await measureHistory(options.orders, asked)) {
  report(`${name}, 500 rows of ${options.orders}`, times);
}
process.exit(0);

/** In this process: the same gateway, over a floor of 500 symbols. */
async function exchangeInfo(): Promise<void> {
  const quiet = quietFloor();
  const [first] = quiet.symbols;
  if (first === undefined) throw new Error('expected a symbol');
  const names = Array.from({ length: 500 }, (_, index) => `B${index}`);
  const definition = {
    ...quiet,
    assets: [...quiet.assets, ...names.map((name) => ({ name, decimals: 8 }))],
    symbols: names.map((base) => ({ ...first, name: `${base}USDT`, base })),
  };
  const gateway = await createTestGateway({ session: new MemorySession({ definition }), limits: false });
  const url = await gateway.gateway.listen('127.0.0.1', 0);
  const target = () => '/api/v3/exchangeInfo';
  report('exchangeInfo, 500 symbols', await timeRequests({ url, asked, hasMetrics: false, target }));
  await gateway.close();
}

/** The whole server, with its ten markets trading. */
async function candles(): Promise<void> {
  const server = await startServer({ args: ['--limits', 'off'] });
  try {
    const target = () => '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000';
    report('klines, 1,000 rows', await timeRequests({ url: server.url, asked, hasMetrics: true, target }));
  } finally {
    await server.stop();
  }
}

function report(name: string, { p50, p99, serverP99 }: Timed): void {
  const client = `p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)} ms at the client`;
  const value = serverP99 ?? p99;
  printResult({ bench: 'requests', case: name, unit: 'ms', value, rounds: [], note: client }, options.json);
}
