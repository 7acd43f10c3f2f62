/**
 * Whether the exchange believes an address that a request says of itself: the weight used so far is counted per address, so a forged
 * one that counted would be a newcomer.
 */
import { Exchange, type ServiceInput } from './exchange.ts';

export interface ForgedAddress {
  /** Weight the exchange counted for us just before. */
  readonly own: readonly number[];
  /** Weight it counted after a request that said it came from elsewhere, by the header that said so. */
  readonly forged: readonly { readonly header: string; readonly used: number }[];
}

/** Enough that every server behind the balancer has counted some of it. */
const warmUp = 24;

const forgeries: readonly (readonly [header: string, value: string])[] = [
  ['x-forwarded-for', '203.0.113.'],
  ['x-forwarded-for', '127.0.0.1, 203.0.113.'],
  ['x-real-ip', '203.0.113.'],
  ['forwarded', 'for=203.0.113.'],
  ['x-client-ip', '203.0.113.'],
  ['cf-connecting-ip', '203.0.113.'],
  ['true-client-ip', '203.0.113.'],
];

export async function forgeAddress(to: ServiceInput): Promise<ForgedAddress> {
  const exchange = new Exchange(to);
  try {
    const used = async (headers: Record<string, string>) =>
      Number((await exchange.ask('GET', '/api/v3/ping', headers)).headers['x-mbx-used-weight-1m'] ?? Number.NaN);
    const own: number[] = [];
    for (let count = 0; count < warmUp; count += 1) own.push(await used({}));
    const forged: { header: string; used: number }[] = [];
    for (const [index, [header, value]] of forgeries.entries()) {
      forged.push({
        header: `${header}: ${value}${index + 1}`,
        used: await used({ [header]: `${value}${index + 1}` }),
      });
    }
    return { own: own.slice(-warmUp / 2), forged };
  } finally {
    exchange.close();
  }
}
