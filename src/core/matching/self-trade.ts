/**
 * Self-trade prevention in numbers, for the matching loop. The taker's mode decides, except that a transfer wants both sides'
 * consent. Own orders meet when both sides have the same account, or accounts of one trade group (`Ledger.sameOwner`).
 */
import { defined } from '../assert.ts';
import { type SelfTradePrevention, selfTradePreventions } from '../instruments/definition.ts';

export type PreventionCode = 0 | 1 | 2 | 3 | 4 | 5;
export const preventNone: PreventionCode = 0;
/** The taker's rest is taken away, the maker stays. */
export const preventTaker: PreventionCode = 1;
/** The maker is taken away, the taker goes on. */
export const preventMaker: PreventionCode = 2;
export const preventBoth: PreventionCode = 3;
/** Both lose what would have traded; who has nothing left is taken away. */
export const preventDecrement: PreventionCode = 4;
/** Like `preventDecrement`, and between two accounts what would have traded changes hands without a trade. */
export const preventTransfer: PreventionCode = 5;

export function preventionCode(prevention: SelfTradePrevention): PreventionCode {
  return selfTradePreventions.indexOf(prevention) as PreventionCode;
}

export function preventionName(code: PreventionCode): SelfTradePrevention {
  return defined(selfTradePreventions[code], `self-trade prevention ${code}`);
}

/** What happens when the two meet (Binance, STP FAQ: the summary table). */
export function effectivePrevention(taker: PreventionCode, maker: PreventionCode): PreventionCode {
  return taker === preventTransfer && maker !== preventTransfer ? preventDecrement : taker;
}

/** Whether both orders lose lots, rather than one or both their whole rest. */
export function isDecrement(code: PreventionCode): boolean {
  return code >= preventDecrement;
}
