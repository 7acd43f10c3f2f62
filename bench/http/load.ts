/**
 * A load of signed orders: each connection places a limit order far from the market, then cancels it, and so on, one request
 * at a time. Raw sockets, requests signed in advance (a client id is used again when its order is gone) and a minimal reader
 * of answers: the load shares the machine with what it measures.
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
/** Orders signed at a time by each connection, and for how long: well within `recvWindow`. */
const ordersSigned = 32;
const signedMs = 20_000;
const headEnd = '\r\n\r\n';
/** As both servers spell it. */
const lengthName = 'content-length: ';
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

/** Placing and cancelling by turns. */
function signedRequests(connection: number): Buffer[] {
  const order = `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01000&price=${price}`;
  return Array.from({ length: ordersSigned }, (_, index) => `b${connection}-${index}`).flatMap((id) => [
    Buffer.from(signedRequest('POST', `${order}&newClientOrderId=${id}`), 'latin1'),
    Buffer.from(signedRequest('DELETE', `symbol=BTCUSDT&origClientOrderId=${id}`), 'latin1'),
  ]);
}

function run(connection: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(target.port), target.hostname);
    let requests: Buffer[] = [];
    let signedAt = Number.NEGATIVE_INFINITY;
    let next = 0;
    let sentAt = 0;
    let answer = '';
    const send = (): void => {
      sentAt = performance.now();
      const placing = next % 2 === 0;
      if (sentAt >= measureUntil && placing) {
        socket.end();
        resolve();
        return;
      }
      if (next === requests.length) next = 0;
      if (next === 0 && sentAt - signedAt > signedMs) {
        requests = signedRequests(connection);
        signedAt = sentAt;
      }
      socket.write(requests[next++] ?? '');
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      const now = performance.now();
      if (!answer.startsWith('HTTP/1.1 200')) {
        refused++;
        firstRefusal ||= answer.slice(answer.indexOf(headEnd) + headEnd.length);
      } else if (sentAt >= measureFrom && now <= measureUntil) {
        latencies.push(now - sentAt);
      }
      answer = '';
      send();
    });
  });
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf(headEnd);
  const length = answer.indexOf(lengthName);
  return (
    head >= 0 &&
    length >= 0 &&
    answer.length >=
      head +
        headEnd.length +
        Number.parseInt(answer.slice(length + lengthName.length, length + lengthName.length + 7), 10)
  );
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
