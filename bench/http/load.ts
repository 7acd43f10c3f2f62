/**
 * A load of signed orders: each connection places a limit order far from the market, then cancels it, and so on, one request
 * at a time. Raw sockets and a minimal reader of answers, so that the load costs less than what it measures.
 * Usage: load.ts URL API_KEY SECRET CONNECTIONS SECONDS PRICE. Prints one JSON object.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { quantile } from '../support/report.ts';

const [url = '', apiKey = '', secret = '', connectionsText = '64', secondsText = '5', price = '1000.00'] =
  process.argv.slice(2);
const target = new URL(url);
const key = createSecretKey(Buffer.from(secret, 'utf8'));
const warmUpMs = 1000;
const started = performance.now();
const measureFrom = started + warmUpMs;
const measureUntil = measureFrom + Number(secondsText) * 1000;
const latencies: number[] = [];
let refused = 0;
let firstRefusal = '';

function signedRequest(method: 'POST' | 'DELETE', parameters: string): string {
  const payload = `${parameters}&recvWindow=60000&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', key).update(payload).digest('hex');
  const body = `${payload}&signature=${signature}`;
  const head = `HTTP/1.1\r\nhost: ${target.host}\r\nx-mbx-apikey: ${apiKey}\r\n`;
  return method === 'POST'
    ? `POST /api/v3/order ${head}content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    : `DELETE /api/v3/order?${body} ${head}\r\n`;
}

function run(connection: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(target.port), target.hostname);
    let round = 0;
    let sentAt = 0;
    let placing = true;
    let answer = '';
    const send = (): void => {
      sentAt = performance.now();
      if (sentAt >= measureUntil && placing) {
        socket.end();
        resolve();
        return;
      }
      const id = `b${connection}-${round}`;
      socket.write(
        placing
          ? signedRequest(
              'POST',
              `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01000&price=${price}&newClientOrderId=${id}`,
            )
          : signedRequest('DELETE', `symbol=BTCUSDT&origClientOrderId=${id}`),
      );
      if (!placing) round++;
      placing = !placing;
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      const head = answer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /content-length: (\d+)/i.exec(answer.slice(0, head))?.[1];
      if (length === undefined || answer.length < head + 4 + Number(length)) return;
      const now = performance.now();
      if (!answer.startsWith('HTTP/1.1 200')) {
        refused++;
        firstRefusal ||= answer.slice(head + 4);
      } else if (sentAt >= measureFrom && now <= measureUntil) {
        latencies.push(now - sentAt);
      }
      answer = '';
      send();
    });
  });
}

await Promise.all(Array.from({ length: Number(connectionsText) }, (_, connection) => run(connection)));
console.log(
  JSON.stringify({
    perSecond: latencies.length / Number(secondsText),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    refused,
    firstRefusal,
  }),
);
