/**
 * Places orders one after the other, as a bot would that needs to know what became of each. An order that can't trade (it may only
 * be filled at once, far from the market) is journaled, answered and kept like any other, and leaves nothing open behind.
 */
import { Exchange, type HttpAnswer, type Key, type ServiceInput } from '../../verify/probe/exchange.ts';
import type { Attempt } from '../attempt.ts';

export const symbol = 'BTCUSDT';

/** The exchange takes 100 orders in 10 seconds of an account. */
const pauseMs = 125;
const answerMs = 2_000;
/** `allOrders` answers so many at most. */
const pageMax = 1_000;

/** Places orders until told to stop; each outcome is told as it comes. */
export async function writeOrders(
  to: ServiceInput,
  { key, name, price }: { readonly key: Key; readonly name: string; readonly price: string },
  tell: (attempt: Attempt) => void,
  isStopped: () => boolean,
): Promise<void> {
  let exchange = new Exchange(to, { connections: 1, answerMs });
  for (let count = 1; !isStopped(); count += 1) {
    const id = `${name}-${count}`;
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', quantity: '0.001', price };
    const sentMs = Date.now();
    try {
      const answer = await exchange.askSigned('POST', '/api/v3/order', key, { ...order, newClientOrderId: id });
      tell({ id, sentMs, endedMs: Date.now(), ...outcomeOf(answer) });
    } catch (error) {
      tell({ id, sentMs, endedMs: Date.now(), outcome: 'unknown', note: (error as Error).message });
      // A connection that failed is not trusted with the next one.
      exchange.close();
      exchange = new Exchange(to, { connections: 1, answerMs });
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, sentMs + pauseMs - Date.now())));
  }
  exchange.close();
}

/** The exchange's number of every order an account has, by the client's id. */
export async function readOrders(to: ServiceInput, key: Key): Promise<Map<string, number>> {
  const exchange = new Exchange(to);
  const there = new Map<string, number>();
  try {
    for (let from = 0; ; ) {
      const answer = await exchange.askSigned('GET', '/api/v3/allOrders', key, {
        ...{ symbol, orderId: String(from), limit: String(pageMax) },
      });
      if (answer.status !== 200) throw new Error(`the orders of the account can't be read: ${answer.text}`);
      const orders = JSON.parse(answer.text) as { orderId: number; clientOrderId: string }[];
      for (const { orderId, clientOrderId } of orders) there.set(clientOrderId, orderId);
      if (orders.length < pageMax) return there;
      from = Math.max(...orders.map(({ orderId }) => orderId)) + 1;
    }
  } finally {
    exchange.close();
  }
}

/** Four fifths of the best bid, on the grid of prices: the filters take it, the market doesn't. */
export async function quietPrice(to: ServiceInput): Promise<string> {
  const exchange = new Exchange(to);
  try {
    const ticker = await exchange.ask('GET', `/api/v3/ticker/bookTicker?symbol=${symbol}`);
    const info = await exchange.ask('GET', `/api/v3/exchangeInfo?symbol=${symbol}`);
    const tick = /"tickSize":"(\d+\.\d*?[1-9])0*"/.exec(info.text)?.[1];
    const bid = /"bidPrice":"([\d.]+)"/.exec(ticker.text)?.[1];
    if (tick === undefined || bid === undefined) throw new Error(`no price of ${symbol}: ${ticker.text.slice(0, 200)}`);
    const digits = tick.split('.')[1]?.length ?? 0;
    return (Math.floor((Number(bid) * 0.8) / Number(tick)) * Number(tick)).toFixed(digits);
  } finally {
    exchange.close();
  }
}

function outcomeOf({ status, text }: HttpAnswer): Pick<Attempt, 'outcome' | 'orderId' | 'note'> {
  if (status === 200) return { outcome: 'acknowledged', orderId: (JSON.parse(text) as { orderId: number }).orderId };
  const note = `${status} ${text.slice(0, 120).trim()}`;
  // As documented for Binance: a 5xx says nothing about the order.
  return { outcome: status < 500 ? 'refused' : 'unknown', note };
}
