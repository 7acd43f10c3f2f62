/**
 * Self-trade prevention in numbers, for the matching loop. The taker's mode decides, whatever the maker asked for.
 * Own orders meet only when both sides have the same account.
 */
import type { SelfTradePrevention } from '../instruments/definition.ts';

export type PreventionCode = 0 | 1 | 2 | 3;
export const preventNone: PreventionCode = 0;
/** The taker's rest is taken away, the maker stays. */
export const preventTaker: PreventionCode = 1;
/** The maker is taken away, the taker goes on. */
export const preventMaker: PreventionCode = 2;
export const preventBoth: PreventionCode = 3;

export function preventionCode(prevention: SelfTradePrevention): PreventionCode {
  switch (prevention) {
    case 'none':
      return preventNone;
    case 'expire_taker':
      return preventTaker;
    case 'expire_maker':
      return preventMaker;
    case 'expire_both':
      return preventBoth;
  }
}
