/**
 * What an order with a trigger will do, in a trader's figures: where it is triggered and how far away that is, what it does then, and
 * what a way out earns or costs against the price it is measured from.
 */
import type { Market } from '../stores/market.ts';
import type { TicketSide } from '../stores/ticket.ts';
import { amountText, percentText, priceText } from './figures.ts';
import type { PreviewLine } from './ticket-preview.ts';
import type { StopPlan, TicketOrder } from './ticket-reading.ts';

/** Decimals of an amount of the quote asset. */
const amountDecimals = 2;

/** A stop by itself. `last`: ticks of the last trade. */
export function stopLines(market: Market, side: TicketSide, stop: StopPlan, last: number | undefined): PreviewLine[] {
  const role = stop.rises === (side === 'buy') ? 'Stop-loss' : 'Take-profit';
  const where = `${stop.rises ? '≥' : '≤'} ${priceText(market, stop.trigger)}`;
  const trails = stop.trailingBps === undefined ? [] : [{ label: 'Follows', value: trailText(stop) }];
  return [
    { label: `${role} at`, value: stop.trailingBps === undefined ? where : `${where} for now` },
    ...trails,
    { label: 'Away from last', value: last === undefined ? '–' : percentText(stop.trigger, last) },
    { label: 'Then', value: thenText(market, side, stop) },
  ];
}

/** What leaving at either price brings against `from` (ticks): the last price for an OCO, its own for a buy with exits. `sells`: the leaving order does. */
export function exitLines(market: Market, order: TicketOrder, from: number, sells: boolean): PreviewLine[] {
  const { stop, takeProfit, budget } = order;
  const lots = 'lots' in budget ? budget.lots : 0;
  const loss = stop?.limit ?? stop?.trigger;
  const line = (label: string, at: number): PreviewLine => ({
    label,
    value: `${percentText(at, from)} · ${differenceText(market, sells ? at - from : from - at, lots)}`,
  });
  const ratio = takeProfit === undefined || loss === undefined ? undefined : (takeProfit - from) / (from - loss);
  return [
    ...(takeProfit === undefined ? [] : [line('Take profit', takeProfit)]),
    ...(loss === undefined ? [] : [line('Stop', loss)]),
    ...(ratio === undefined ? [] : [{ label: 'Profit for risk', value: `${ratio.toFixed(2)} : 1` }]),
  ];
}

function trailText({ trailingBps = 0, rises }: StopPlan): string {
  return `${(trailingBps / 100).toFixed(2)} % ${rises ? 'above the lowest' : 'below the highest'}`;
}

function thenText(market: Market, side: TicketSide, { limit }: StopPlan): string {
  const verb = side === 'buy' ? 'buys' : 'sells';
  return limit === undefined ? `${verb} at the market` : `${verb} at ${priceText(market, limit)} or better`;
}

function differenceText(market: Market, ticks: number, lots: number): string {
  const amount = BigInt(ticks) * BigInt(lots) * BigInt(market.quotePerTickLot);
  const sign = amount > 0n ? '+' : '';
  return `${sign}${amountText(amount, market.quoteDecimals, amountDecimals)} ${market.quote}`;
}
