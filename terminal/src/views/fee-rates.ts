/** The account's fees in millionths, from the decimal rates of the account answer. */
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import type { WireAccount } from '../wire/rest.ts';
import type { FeeRates } from './ticket-preview.ts';

const ppmDecimals = 6;

export function readFeeRates(account: WireAccount): FeeRates | undefined {
  const maker = parseDecimal(account.commissionRates?.maker ?? '', ppmDecimals);
  const taker = parseDecimal(account.commissionRates?.taker ?? '', ppmDecimals);
  return maker.ok && taker.ok ? { makerPpm: Number(maker.value), takerPpm: Number(taker.value) } : undefined;
}
