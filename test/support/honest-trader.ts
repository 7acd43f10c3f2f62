/** A whole server with a client that means well, for tests of what others do beside it. */
import assert from 'node:assert/strict';
import { type RunningServer, startServer } from './start-server.ts';
import { signedQuery } from './test-gateway.ts';

export interface HonestTrader {
  readonly server: RunningServer;
  readonly port: number;
  /** Places a small order, which must be taken; answers after how many milliseconds it was. */
  order(): Promise<number>;
}

export async function startWithHonestTrader(): Promise<HonestTrader> {
  const server = await startServer({ args: ['--limits', 'off', '--terminal', 'off'] });
  await server.cli(['account', 'create', 'honest', '--fund', 'USDT=1000000']);
  const key = await server.cli<{ apiKey: string; secretKey: string }>(['key', 'create', 'honest', '--json']);
  return {
    server,
    port: Number(new URL(server.url).port),
    async order() {
      const began = performance.now();
      const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '20', timestamp: Date.now() };
      const answer = await fetch(`${server.url}/api/v3/order?${signedQuery(key.secretKey, order)}`, {
        method: 'POST',
        headers: { 'x-mbx-apikey': key.apiKey },
      });
      assert.equal(answer.status, 200, await answer.text());
      return performance.now() - began;
    },
  };
}
