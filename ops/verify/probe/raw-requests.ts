/** Sends bytes as they are over TLS, and hands back what came. Requests that a client library would never write can be sent so. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

export interface RawInput {
  readonly address: string;
  readonly serverName: string;
  readonly authority: string;
  /** One connection each. */
  readonly requests: readonly { readonly name: string; readonly bytes: string }[];
}

export interface RawAnswer {
  readonly name: string;
  /** Our end of the connection: the load balancer's log names it. */
  readonly localPort: number;
  /** What came, as Latin-1, cut off after a few kilobytes. */
  readonly text: string;
  /** Whether the server closed. */
  readonly closed: boolean;
}

const keptBytesMax = 8_192;
/** A server that waits for more of a request has not refused it. */
const waitMs = 3_000;

export function sendRaw({ requests, ...to }: RawInput): Promise<readonly RawAnswer[]> {
  return Promise.all(requests.map(({ name, bytes }) => sendOne(to, name, Buffer.from(bytes, 'latin1'))));
}

function sendOne(to: Omit<RawInput, 'requests'>, name: string, bytes: Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host: to.address, port: 443, servername: to.serverName, ca: readFileSync(to.authority) },
      ALPNProtocols: ['http/1.1'],
    });
    let text = '';
    let localPort = 0;
    let closed = false;
    let isOpen = false;
    const end = () => {
      socket.destroy();
      resolve({ name, localPort, text: text.slice(0, keptBytesMax), closed });
    };
    socket.once('secureConnect', () => {
      isOpen = true;
      localPort = socket.localPort ?? 0;
      socket.write(bytes);
      setTimeout(end, waitMs);
    });
    socket.on('data', (more: Buffer) => {
      text += more.toString('latin1');
    });
    socket.on('error', (error) => {
      if (!isOpen) reject(error);
    });
    socket.on('close', () => {
      closed = isOpen;
      if (isOpen) end();
    });
  });
}
