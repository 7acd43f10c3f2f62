/**
 * The load of bench/http over the WebSocket API.
 * Usage: socket-load.ts URL API_KEY SECRET CONNECTIONS SECONDS PRICE. Prints one JSON object.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import { WebSocket } from 'ws';
import { OrderLoad, ordersSigned } from '../support/order-load.ts';

const [url = '', apiKey = '', secret = '', connections = '64', seconds = '5', price = '1000.00'] =
  process.argv.slice(2);
const key = createSecretKey(Buffer.from(secret, 'utf8'));
const load = new OrderLoad(Number(seconds));

function signedRequest(method: string, parameters: Readonly<Record<string, string>>): string {
  const params: Record<string, string | number> = { ...parameters, apiKey, recvWindow: 60_000, timestamp: Date.now() };
  const names = Object.keys(params).sort();
  const payload = names.map((name) => `${name}=${params[name]}`).join('&');
  const signature = createHmac('sha256', key).update(payload).digest('hex');
  return JSON.stringify({ id: 1, method, params: { ...params, signature } });
}

/** Placing and cancelling by turns. */
function signedRequests(connection: number): string[] {
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01000', price };
  return Array.from({ length: ordersSigned }, (_, index) => `w${connection}-${index}`).flatMap((id) => [
    signedRequest('order.place', { ...order, newClientOrderId: id }),
    signedRequest('order.cancel', { symbol: 'BTCUSDT', origClientOrderId: id }),
  ]);
}

function run(connection: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url}/ws-api/v3?returnRateLimits=false`, { perMessageDeflate: false });
    const turns = load.turns(() => signedRequests(connection));
    const send = (): void => {
      const request = turns.next();
      if (request !== undefined) {
        socket.send(request);
        return;
      }
      socket.terminate();
      resolve();
    };
    socket.on('open', send);
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const answer = data.toString('latin1');
      load.answered(turns.sentAt, answer.startsWith('{"id":1,"status":200') ? undefined : answer);
      send();
    });
  });
}

await Promise.all(Array.from({ length: Number(connections) }, (_, connection) => run(connection)));
load.print();
