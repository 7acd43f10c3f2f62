/**
 * A load of signed orders over HTTP. Raw sockets and a minimal reader of answers: it shares the machine with what it measures.
 * Usage: load.ts URL API_KEY SECRET CONNECTIONS SECONDS PRICE. Prints one JSON object.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { OrderLoad, ordersSigned } from '../support/order-load.ts';

const [url = '', apiKey = '', secret = '', connectionsText = '64', secondsText = '5', price = '1000.00'] =
  process.argv.slice(2);
const target = new URL(url);
const key = createSecretKey(Buffer.from(secret, 'utf8'));
const headEnd = '\r\n\r\n';
/** As both servers spell it. */
const lengthName = 'content-length: ';
const load = new OrderLoad(Number(secondsText));

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
    const turns = load.turns(() => signedRequests(connection));
    let answer = '';
    const send = (): void => {
      const request = turns.next();
      if (request !== undefined) {
        socket.write(request);
        return;
      }
      socket.end();
      resolve();
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      const isGood = answer.startsWith('HTTP/1.1 200');
      load.answered(turns.sentAt, isGood ? undefined : answer.slice(answer.indexOf(headEnd) + headEnd.length));
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
load.print();
