/** What a trader does in his first minute, through the load balancer: look, sign in, listen, place, cancel. Stops at the first surprise. */
import type { SmokeInput, SmokeStep } from '../smoke/smoke.ts';
import { Exchange, type HttpAnswer, sign } from './exchange.ts';
import { type Message, openSocket, type Socket } from './socket.ts';

const symbol = 'BTCUSDT';
const eventMs = 5_000;
/** The key was made on one server; the others hear of it at once, but not in the same instant. */
const keyKnownMs = 5_000;
/** In a quiet hour the best prices stay for a while. */
const marketMs = 30_000;

interface Info {
  readonly symbols: readonly {
    readonly symbol: string;
    readonly filters: readonly {
      readonly filterType: string;
      readonly tickSize?: string;
      readonly stepSize?: string;
    }[];
  }[];
}

export async function walkThrough(input: SmokeInput): Promise<readonly SmokeStep[]> {
  const exchange = new Exchange(input);
  const sockets: Socket[] = [];
  const steps: SmokeStep[] = [];
  const step = async <T>(name: string, act: () => Promise<readonly [says: string, value: T]>): Promise<T> => {
    const begun = performance.now();
    const took = () => Math.round((performance.now() - begun) * 10) / 10;
    try {
      const [says, value] = await act();
      steps.push({ name, says, ok: true, milliseconds: took() });
      return value;
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      steps.push({ name, says, ok: false, milliseconds: took() });
      throw new Stopped();
    }
  };
  const signed = (method: string, path: string, parameters: Record<string, string> = {}) =>
    exchange.askSigned(method, path, input.key, parameters);

  try {
    await step('ping', async () => [`answered ${wanted(await exchange.ask('GET', '/api/v3/ping')).status}`, undefined]);
    const grid = await step('exchange-info', async () => {
      const info = readAs<Info>(await exchange.ask('GET', '/api/v3/exchangeInfo'));
      return [`${info.symbols.length} symbols`, gridOf(info)];
    });
    const bid = await step('quote', async () => {
      const quote = readAs<{ bidPrice: string; askPrice: string }>(
        await exchange.ask('GET', `/api/v3/ticker/bookTicker?symbol=${symbol}`),
      );
      expect(
        Number(quote.bidPrice) > 0 && Number(quote.bidPrice) < Number(quote.askPrice),
        `a quote of ${quote.bidPrice} to ${quote.askPrice}`,
      );
      return [`${symbol} ${quote.bidPrice} to ${quote.askPrice}`, Number(quote.bidPrice)];
    });
    const before = await step('sign-in', async () => {
      const account = await untilKnown(() => signed('GET', '/api/v3/account'));
      expect(account.canTrade, 'an account that may trade');
      return [`signed in, ${freeOf(account, 'USDT')} USDT free`, freeOf(account, 'USDT')];
    });
    const stream = await step('stream-opened', async () => {
      const socket = await openSocket(input, '/ws-api/v3');
      sockets.push(socket);
      const parameters = `apiKey=${input.key.apiKey}&timestamp=${Date.now()}`;
      const params = { ...Object.fromEntries(new URLSearchParams(parameters)), signature: sign(input.key, parameters) };
      socket.send({ id: 'subscribe', method: 'userDataStream.subscribe.signature', params });
      const answer = await socket.next('answer to the subscription', ({ id }) => id === 'subscribe', eventMs);
      expect(answer['status'] === 200, `a subscription, found ${JSON.stringify(answer)}`);
      return ['the account’s events are subscribed', socket];
    });
    const price = (Math.floor((bid * 0.9) / grid.tick) * grid.tick).toFixed(grid.priceDigits);
    const order = await step('place', async () => {
      const quantity = (Math.ceil(50 / Number(price) / grid.lot) * grid.lot).toFixed(grid.quantityDigits);
      const parameters = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity };
      const placed = readAs<{ orderId: number; status: string }>(await signed('POST', '/api/v3/order', parameters));
      expect(placed.status === 'NEW', `a resting order, found ${placed.status}`);
      return [`order ${placed.orderId}: buy ${quantity} at ${price}`, placed.orderId];
    });
    await step('stream-event', async () => {
      await stream.next('report of the new order', isReport(order, 'NEW'), eventMs);
      return ['the stream reported the new order', undefined];
    });
    await step('open-order', async () => {
      const open = readAs<{ orderId: number }[]>(await signed('GET', '/api/v3/openOrders', { symbol }));
      expect(
        open.some(({ orderId }) => orderId === order),
        `order ${order} among ${open.length} open ones`,
      );
      return ['it is among the open orders', undefined];
    });
    await step('balance-held', async () => {
      const free = freeOf(readAs<Account>(await signed('GET', '/api/v3/account')), 'USDT');
      expect(Number(free) < Number(before), `less than ${before} USDT free, found ${free}`);
      return [`${free} USDT free while it rests`, undefined];
    });
    await step('cancel', async () => {
      const gone = readAs<{ status: string }>(
        await signed('DELETE', '/api/v3/order', { symbol, orderId: String(order) }),
      );
      expect(gone.status === 'CANCELED', `a cancelled order, found ${gone.status}`);
      return [`order ${order} cancelled`, undefined];
    });
    await step('cancel-event', async () => {
      await stream.next('report of the cancelled order', isReport(order, 'CANCELED'), eventMs);
      return ['the stream reported the cancelled order', undefined];
    });
    await step('balance-freed', async () => {
      const free = freeOf(readAs<Account>(await signed('GET', '/api/v3/account')), 'USDT');
      expect(free === before, `exactly ${before} USDT free again, found ${free}`);
      return [`${free} USDT free again, to the last digit`, undefined];
    });
    await step('market-stream', async () => {
      const socket = await openSocket(input, `/ws/${symbol.toLowerCase()}@bookTicker`);
      sockets.push(socket);
      const quote = await socket.next('quote', (message) => message['s'] === symbol, marketMs);
      return [`a quote came by itself: ${quote['b']} to ${quote['a']}`, undefined];
    });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    for (const socket of sockets) socket.close();
    exchange.close();
  }
  return steps;
}

/** A step went wrong and is written down. */
class Stopped extends Error {}

interface Account {
  readonly canTrade: boolean;
  readonly balances: readonly { readonly asset: string; readonly free: string }[];
}

async function untilKnown(ask: () => Promise<HttpAnswer>): Promise<Account> {
  const untilMs = performance.now() + keyKnownMs;
  for (;;) {
    const answer = await ask();
    if (!answer.text.includes('-2015') || performance.now() > untilMs) return readAs<Account>(answer);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function wanted(answer: HttpAnswer): HttpAnswer {
  expect(answer.status === 200, `status 200, found ${answer.status}: ${answer.text.slice(0, 200)}`);
  return answer;
}

function readAs<T>(answer: HttpAnswer): T {
  return JSON.parse(wanted(answer).text) as T;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`expected ${what}`);
}

function freeOf({ balances }: Account, asset: string): string {
  return balances.find((balance) => balance.asset === asset)?.free ?? '0';
}

function isReport(order: number, execution: string): (message: Message) => boolean {
  return ({ event }) => {
    const report = event as Message | undefined;
    return report?.['e'] === 'executionReport' && report['i'] === order && report['x'] === execution;
  };
}

function gridOf({ symbols }: Info): { tick: number; lot: number; priceDigits: number; quantityDigits: number } {
  const found = symbols.find((each) => each.symbol === symbol);
  const tick = found?.filters.find(({ filterType }) => filterType === 'PRICE_FILTER')?.tickSize;
  const lot = found?.filters.find(({ filterType }) => filterType === 'LOT_SIZE')?.stepSize;
  if (tick === undefined || lot === undefined) throw new Error(`expected ${symbol} with its filters`);
  return { tick: Number(tick), lot: Number(lot), priceDigits: digitsOf(tick), quantityDigits: digitsOf(lot) };
}

/** Decimals of a step such as 0.01000000. */
function digitsOf(step: string): number {
  return step.replace(/0+$/, '').split('.')[1]?.length ?? 0;
}
