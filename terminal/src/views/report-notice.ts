/** What a visitor should hear about an execution report; a cancel and a resting order are quiet confirmations. */
import { lotsOf, type Market } from '../stores/market.ts';
import { atWorkingPrice, isOpen } from '../stores/orders.ts';
import { type ExecutionReport, orderOfReport } from '../wire/user-data.ts';
import { quantityText } from './figures.ts';
import { averageText } from './order-average.ts';
import { awaitsFill, awaitsTrigger, isLinked, orderPriceText } from './order-figures.ts';

export interface ReportNotice {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly title: string;
  readonly text: string;
}

/**
 * One order has one notice at a time, so each says where the order stands: all that was filled so far, at its average price.
 * Undefined for reports that say nothing new, such as the acceptance of an order that fills at once.
 */
export function reportNotice(report: ExecutionReport, market: Market): ReportNotice | undefined {
  const pair = `${market.base}/${market.quote}`;
  const verb = report.S === 'BUY' ? 'Buy' : 'Sell';
  const quantity = `${quantityText(market, lotsOf(market, report.q))} ${market.base}`;
  switch (report.x) {
    case 'TRADE': {
      const done = `${quantityText(market, lotsOf(market, report.z))} ${market.base}`;
      const bought = report.S === 'BUY' ? 'Bought' : 'Sold';
      const at = averageText(market, orderOfReport(report));
      // An order for a total has no quantity before it is done.
      const hasQuantity = lotsOf(market, report.q) > lotsOf(market, report.z);
      const part = report.X === 'FILLED' ? '' : hasQuantity ? ` (${quantity} in all)` : ' (partly filled)';
      return { tone: 'good', title: `${bought} ${done}`, text: `at ${at} ${market.quote}${part}` };
    }
    case 'NEW':
      return report.o === 'MARKET' || awaitsFill(orderOfReport(report)) ? undefined : acceptedNotice(report, market);
    case 'REPLACED':
      return { tone: 'plain', title: 'Order lowered where it stands', text: `${verb} ${quantity} · ${pair}` };
    case 'CANCELED':
      return { tone: 'plain', title: 'Order cancelled', text: `${verb} ${quantity} · ${pair}` };
    case 'TRADE_PREVENTION':
      return preventedNotice(report, market);
    case 'EXPIRED':
      // One of a pair ends because the other has begun: that is what it was placed for.
      if (isLinked(orderOfReport(report))) {
        return { tone: 'plain', title: 'Linked order ended', text: `${verb} ${quantity} · ${pair}` };
      }
      return { tone: 'bad', title: 'Order expired', text: `${verb} ${quantity} · ${pair}` };
    default:
      return undefined;
  }
}

/** New is said twice of a stop: when it begins to wait, and when its trigger was reached. */
function acceptedNotice(report: ExecutionReport, market: Market): ReportNotice {
  const order = atWorkingPrice(orderOfReport(report));
  const where = orderPriceText(order, market.priceDecimals);
  const isTriggered = !awaitsTrigger(order) && awaitsTrigger({ ...order, isWorking: false });
  const quantity = `${quantityText(market, lotsOf(market, report.q))} ${market.base}`;
  return {
    tone: 'plain',
    title: `${report.S === 'BUY' ? 'Buy' : 'Sell'} order ${isTriggered ? 'triggered' : 'accepted'}`,
    text: `${quantity}${awaitsTrigger(order) ? ', ' : ' at '}${where} · ${market.base}/${market.quote}`,
  };
}

/** Whether the order is over with it depends on the mode of prevention: its status tells. */
function preventedNotice(report: ExecutionReport, market: Market): ReportNotice {
  const stays = isOpen(orderOfReport(report));
  const kept = quantityText(market, lotsOf(market, report.B ?? report.A ?? '0'));
  const what = `${report.S === 'BUY' ? 'Buy' : 'Sell'}: ${kept} ${market.base} would have met your own order.`;
  return {
    tone: stays ? 'plain' : 'bad',
    title: stays ? 'Not traded with yourself' : 'Order expired',
    text: `${what}${stays ? ' The rest stays open.' : ''} · ${market.base}/${market.quote}`,
  };
}
