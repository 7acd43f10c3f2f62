/**
 * How long a new user waits: from starting the server on an empty directory to the first filled order, and from starting it
 * again on the same directory to the first answered order. Everything is installed and built beforehand.
 */
import { createHmac } from 'node:crypto';
import { rmSync } from 'node:fs';
import { startServer } from '../../test/support/start-server.ts';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';

const options = toldOptions('start');

const firstMs: number[] = [];
const againMs: number[] = [];
for (let round = 0; round < options.rounds; round++) {
  const begun = performance.now();
  const server = await startServer({ keepData: true });
  await server.cli(['account', 'create', 'bench', '--fund', 'USDT=1000000', '--json']);
  const key = (await server.cli(['key', 'create', 'bench', '--json'])) as { apiKey: string; secretKey: string };
  await buy(server.url, key);
  firstMs.push(performance.now() - begun);
  await server.stop();

  const begunAgain = performance.now();
  const again = await startServer({ dataDir: server.dataDir });
  await buy(again.url, key);
  againMs.push(performance.now() - begunAgain);
  await again.stop();
  rmSync(server.dataDir, { recursive: true });
}
printResult(
  { bench: 'start', case: 'first start to first order', unit: 's', value: median(firstMs) / 1000, rounds: firstMs },
  options.json,
);
printResult(
  { bench: 'start', case: 'restart to first order', unit: 's', value: median(againMs) / 1000, rounds: againMs },
  options.json,
);

async function buy(url: string, key: { apiKey: string; secretKey: string }): Promise<void> {
  const query = `symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', key.secretKey).update(query).digest('hex');
  const answer = await fetch(`${url}/api/v3/order?${query}&signature=${signature}`, {
    method: 'POST',
    headers: { 'x-mbx-apikey': key.apiKey },
  });
  if (answer.status !== 200) throw new Error(`expected a filled order, got ${answer.status} ${await answer.text()}`);
}
