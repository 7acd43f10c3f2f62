/** What an operation weighs, asked of itself: by default, and at least and at most over the parameters that make a difference. */
import type { Operation } from '../operations/operation.ts';

export interface Weight {
  /** With no optional parameter sent. */
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

const limits = [1, 100, 101, 500, 501, 1000, 1001, 5000];
const listLengths = [1, 20, 21, 100, 101, 200];
const variants: readonly (readonly [name: string, value: string])[] = [
  ['symbol', 'BTCUSDT'],
  ['orderId', '1'],
  ['computeCommissionRates', 'true'],
  ...limits.map((limit) => ['limit', String(limit)] as const),
  ...listLengths.map((length) => ['symbols', JSON.stringify(Array(length).fill('BTCUSDT'))] as const),
];

/** Of an operation that takes these parameters. */
export function weightOf({ weight }: Pick<Operation, 'weight'>, parameters: ReadonlySet<string>): Weight {
  const usual = weight(new Map());
  const sent = variants.filter(([name]) => parameters.has(name)).map((entry) => weight(new Map([entry])));
  return { usual, least: Math.min(usual, ...sent), most: Math.max(usual, ...sent) };
}
