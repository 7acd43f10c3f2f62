/** Tries what nobody may do without a key. */
import type { Attempt } from '../security/authentication.ts';
import { Exchange, type HttpAnswer, type ServiceInput } from './exchange.ts';

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' };
const stranger = { apiKey: 'A'.repeat(64), secretKey: 'B'.repeat(64) };

export async function tryWithoutRight(to: ServiceInput): Promise<readonly Attempt[]> {
  const exchange = new Exchange(to);
  try {
    return [
      attempt('an order without a key', await exchange.ask('POST', `/api/v3/order?${new URLSearchParams(order)}`)),
      attempt('an account without a key', await exchange.ask('GET', `/api/v3/account?timestamp=${Date.now()}`)),
      attempt('an order with a key nobody has', await exchange.askSigned('POST', '/api/v3/order', stranger, order)),
      attempt('the administrator’s door', await exchange.ask('POST', '/admin/account.create', {}, '{}')),
    ];
  } finally {
    exchange.close();
  }
}

function attempt(what: string, { status, text }: HttpAnswer): Attempt {
  return { what, status, code: Number(/"code":(-?\d+)/.exec(text)?.[1] ?? 0) };
}
