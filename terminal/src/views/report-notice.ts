/** What a visitor should hear about an execution report; a cancel and a resting order are quiet confirmations. */
import { lotsOf, type Market, ticksOf } from '../stores/market.ts';
import type { ExecutionReport } from '../wire/user-data.ts';
import { priceText, quantityText } from './figures.ts';

export interface ReportNotice {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly title: string;
  readonly text: string;
}

/** Undefined for reports that say nothing new, such as the acceptance of an order that fills at once. */
export function reportNotice(report: ExecutionReport, market: Market): ReportNotice | undefined {
  const pair = `${market.base}/${market.quote}`;
  const verb = report.S === 'BUY' ? 'Buy' : 'Sell';
  const quantity = `${quantityText(market, lotsOf(market, report.q))} ${market.base}`;
  switch (report.x) {
    case 'TRADE': {
      const done = `${quantityText(market, lotsOf(market, report.l))} ${market.base}`;
      const bought = report.S === 'BUY' ? 'Bought' : 'Sold';
      const at = priceText(market, ticksOf(market, report.L));
      const part = report.X === 'FILLED' ? '' : ' (partly filled)';
      return { tone: 'good', title: `${bought} ${done}`, text: `at ${at} ${market.quote}${part}` };
    }
    case 'NEW':
      return report.o === 'MARKET'
        ? undefined
        : {
            tone: 'plain',
            title: `${verb} order accepted`,
            text: `${quantity} at ${priceText(market, ticksOf(market, report.p))} · ${pair}`,
          };
    case 'CANCELED':
      return { tone: 'plain', title: 'Order cancelled', text: `${verb} ${quantity} · ${pair}` };
    case 'EXPIRED':
    case 'TRADE_PREVENTION':
      return { tone: 'bad', title: 'Order expired', text: `${verb} ${quantity} · ${pair}` };
    default:
      return undefined;
  }
}
