/** A trading bot over real HTTP that remembers what it was told about every order, and how long it waited to be told. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export interface Told {
  readonly id: string;
  readonly outcome: Outcome;
  /** When it was sent and answered, milliseconds of the monotonic clock. */
  readonly sentMs: number;
  readonly answeredMs: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Binance's words for the two ways in which a server can fail an order. */
const refusedCode = -1008;
const unknownCode = -1007;
const price = '20000';

export class Bot {
  readonly told: Told[] = [];
  readonly #url: string;
  readonly #key: { readonly apiKey: string; readonly secretKey: string };
  readonly #agent = new Agent({ keepAlive: true });
  #next = 0;

  constructor(url: string, key: { readonly apiKey: string; readonly secretKey: string }) {
    this.#url = url;
    this.#key = key;
  }

  /** Orders far from the market, and a sweep now and then, until told to stop. */
  async trade(name: string, stop: AbortSignal): Promise<void> {
    for (let index = 0; !stop.aborted; index++) {
      await this.place(`${name}-${this.#next++}`);
      if (index % 20 === 19) await this.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
      await sleep(4);
    }
  }

  async place(id: string): Promise<Told> {
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price };
    const sentMs = performance.now();
    const answer = await this.signed('POST', '/api/v3/order', { ...order, newClientOrderId: id });
    const told = { id, outcome: outcomeOf(answer), sentMs, answeredMs: performance.now() };
    this.told.push(told);
    return told;
  }

  /** Client ids of all orders the exchange knows, oldest first. */
  async known(): Promise<string[]> {
    const ids: string[] = [];
    for (let orderId = 1; ; ) {
      const query = { symbol: 'BTCUSDT', orderId: String(orderId), limit: '1000' };
      const { status, body } = await this.signed('GET', '/api/v3/allOrders', query);
      assert.equal(status, 200, JSON.stringify(body));
      const page = body as { orderId: number; clientOrderId: string }[];
      for (const order of page) ids.push(order.clientOrderId);
      const last = page.at(-1);
      if (last === undefined || page.length < 1000) return ids;
      orderId = last.orderId + 1;
    }
  }

  signed(method: string, path: string, parameters: Readonly<Record<string, string>>): Promise<Answer> {
    const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()), recvWindow: '60000' }).toString();
    const signature = createHmac('sha256', this.#key.secretKey).update(query).digest('hex');
    return this.call(method, `${path}?${query}&signature=${signature}`);
  }

  call(method: string, path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { 'x-mbx-apikey': this.#key.apiKey };
      const sent = request(`${this.#url}${path}`, { method, agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        response.once('error', reject);
      });
      sent.once('error', reject);
      sent.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function outcomeOf({ status, body }: Answer): Outcome {
  if (status === 200) return 'acknowledged';
  const { code } = body as { code?: number };
  if (status === 503 && code === refusedCode) return 'refused';
  if (status === 504 && code === unknownCode) return 'unknown';
  return assert.fail(`an order was answered ${status} ${JSON.stringify(body)}`);
}
