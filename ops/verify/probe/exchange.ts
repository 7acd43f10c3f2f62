/** A client of the deployed exchange: REST over TLS that is verified, at an address that need not be in DNS, signed as bots sign. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

export interface ServiceInput {
  /** Where to connect; the name is what the certificate must be for. */
  readonly address: string;
  /** 443 unless a test says otherwise. */
  readonly port?: number;
  readonly serverName: string;
  /** File of the authority that must vouch for it. */
  readonly authority: string;
  /** Looks at this slot, which only operators may ask for. */
  readonly slot?: string | undefined;
}

export interface Key {
  readonly apiKey: string;
  readonly secretKey: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly milliseconds: number;
}

const answerMsMax = 10_000;
const textBytesMax = 4_000_000;

export class Exchange {
  readonly #to: ServiceInput;
  readonly #agent: Agent;
  readonly #answerMs: number;

  /** `answerMs`: how long an answer may take. */
  constructor(to: ServiceInput, { connections = 8, answerMs = answerMsMax } = {}) {
    this.#to = to;
    this.#answerMs = answerMs;
    this.#agent = new Agent({
      ...{ keepAlive: true, maxSockets: connections, servername: to.serverName, ca: readFileSync(to.authority) },
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Rejects when nothing is answered at all. */
  ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<HttpAnswer> {
    const { address, port = 443, serverName, slot } = this.#to;
    const answerMs = this.#answerMs;
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const asked = request({
        ...{ host: address, port, method, path, agent: this.#agent, servername: serverName, timeout: answerMs },
        headers: {
          host: serverName,
          ...(slot === undefined ? {} : { 'x-paperfloor-slot': slot }),
          ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      });
      asked.on('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer in ${answerMs} ms`)));
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < textBytesMax) text += part;
        });
        response.on('error', reject);
        response.on('end', () => {
          const milliseconds = Math.round((performance.now() - begun) * 10) / 10;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, milliseconds });
        });
      });
      asked.end(body);
    });
  }

  /** Signed with HMAC-SHA256 over the query, as documented for Binance Spot. */
  askSigned(
    method: string,
    path: string,
    key: Key,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString();
    return this.ask(method, `${path}?${query}&signature=${sign(key, query)}`, { 'x-mbx-apikey': key.apiKey });
  }
}

export function sign({ secretKey }: Key, text: string): string {
  return createHmac('sha256', secretKey).update(text).digest('hex');
}
